# Sourced: sets $python (3.11 or newer) and $uv, fetching uv into var/boot where this checkout has none yet.
say() { echo "aisle: $*" >&2; }

python=
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
  if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$("$candidate" -c 'import sys; print(sys.executable)')
    break
  fi
done
[ -n "$python" ] || { say "Python 3.11 or newer is needed; name it with PYTHON=/path/to/python3"; exit 1; }

uv=$PWD/var/boot/uv/bin/uv
if ! "$uv" --version >/dev/null 2>&1; then
  mkdir -p var/boot
  pip=$python
  if ! "$pip" -m pip --version >/dev/null 2>&1; then
    # Debian's Python may lack pip, or venv, or both
    "$python" -m venv --clear var/boot/pip >/dev/null 2>&1 ||
      { say "this Python has neither pip nor venv: install one (on Debian: apt-get install python3-venv)"; exit 1; }
    pip=var/boot/pip/bin/python
  fi
  say "fetching uv"
  rm -rf var/boot/uv
  "$pip" -m pip install --quiet --disable-pip-version-check --root-user-action ignore --no-deps --only-binary :all: --require-hashes \
    --target var/boot/uv --requirement deploy/boot.lock
fi

# trust and use what pip does on this machine: its certificates, and the mirror that pip is configured with
if [ -z "${UV_SYSTEM_CERTS:-}${SSL_CERT_FILE:-}" ]; then
  for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    [ ! -s "$store" ] || export UV_SYSTEM_CERTS=true
  done
fi
mirror=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}
[ -z "$mirror" ] || [ -n "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] || export UV_DEFAULT_INDEX="$mirror"
