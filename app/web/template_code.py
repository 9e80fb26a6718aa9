"""The compiled code of templates, shared by the environments of all languages: compiling one takes longer than using
it for a hundred pages, and its code is the same in each language."""

from keyword import iskeyword
from types import CodeType

from jinja2 import BytecodeCache, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame

DIRECT = {"gettext", "ngettext", "pgettext", "sentences", "price", "asset", "now"}
"""Globals of all environments that need no context."""


class QuickCode(CodeGenerator):
    """Writes less code for what a page does some hundred times.

    Calls of DIRECT go without Context.call, which would look for a `pass_context` at each call and takes four times as
    long as finding a text. Each value of a page is given to the environment's `finalize` alone, which escapes it, in
    place of to `finalize` and then to `escape`."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if self.environment.autoescape and finalize.src:
            self.write(finalize.src)
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if self.environment.autoescape and finalize.src:
            self.write(")")
        else:
            super()._output_child_post(node, frame, finalize)

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call."""
        called = node.node.name if isinstance(node.node, nodes.Name) else ""
        simple = not (
            node.dyn_args or node.dyn_kwargs or forward_caller or any(iskeyword(each.key) for each in node.kwargs)
        )
        if called not in DIRECT or not simple:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.write(f"environment.globals[{called!r}](")
        for argument in node.args:
            self.visit(argument, frame)
            self.write(", ")
        for fact in node.kwargs:
            self.write(f"{fact.key}=")
            self.visit(fact.value, frame)
            self.write(", ")
        self.write(")")


class SharedCode(BytecodeCache):
    """A cache of compiled templates in the memory of this process, for environments that differ only in language.

    A filter that depends on the language must not have a constant before it: Jinja would apply it when it compiles."""

    def __init__(self) -> None:
        self._kept = dict[str, tuple[str, CodeType]]()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template, if its source is still the same."""
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code
