/** The part of node that the tests of scripts use. Types of all of node would change those of the browser's own globals. */

declare module "node:test" {
  export function test(name: string, run: () => unknown): void;
  export function beforeEach(run: () => unknown): void;
  export default test;
}

declare module "node:assert/strict" {
  const assert: {
    ok(value: unknown, message?: string): asserts value;
    equal<T>(actual: unknown, expected: T, message?: string): asserts actual is T;
    notEqual(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    match(text: string, pattern: RegExp, message?: string): void;
    doesNotMatch(text: string, pattern: RegExp, message?: string): void;
    throws(run: () => unknown): void;
  };
  export default assert;
}

declare module "node:fs" {
  export function readFileSync(path: string | URL, encoding: "utf8"): string;
}

declare module "node:vm" {
  export function runInNewContext(script: string, globals: object): unknown;
}

declare module "node:readline" {
  export function createInterface(options: { input: unknown }): AsyncIterable<string>;
}

declare const process: { stdin: ReadableStream; env: Record<string, string | undefined> };
