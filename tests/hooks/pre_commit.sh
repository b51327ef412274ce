#!/bin/sh
# Tries the pre-commit hook of this checkout with the real pre-commit, in a fresh git repository: a bad commit is stopped, a
# good one passes. Tests what is committed (HEAD), as a user gets it.
#
# Needs git, cargo, python3 and the package registries. PRE_COMMIT names a pre-commit that is installed already.
# Compiling takes some minutes.
set -eu

checkout=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
revision=$(git -C "$checkout" rev-parse HEAD)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

say() { printf '%s\n' "== $*"; }
fail() { printf '%s\n' "FAILED: $*" >&2; exit 1; }

if [ -z "${PRE_COMMIT:-}" ]; then
  say "installing pre-commit"
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet pre-commit
  PRE_COMMIT=$work/venv/bin/pre-commit
fi
"$PRE_COMMIT" --version

# Nothing of the user's own settings, and nothing left behind.
export PRE_COMMIT_HOME="$work/cache" GIT_CONFIG_GLOBAL="$work/gitconfig" GIT_CONFIG_NOSYSTEM=1
git config --file "$GIT_CONFIG_GLOBAL" user.name "A Tester"
git config --file "$GIT_CONFIG_GLOBAL" user.email "tester@example.org"
git config --file "$GIT_CONFIG_GLOBAL" safe.directory "*"

say "a repository with a policy of two files, and the hook of revision $revision"
git init --quiet "$work/network"
cd "$work/network"
cat > .pre-commit-config.yaml <<CONFIG
repos:
  - repo: file://$checkout
    rev: $revision
    hooks:
      - id: expolc-check
CONFIG
printf 'zone lan { 10.0.0.0/8 }\nserver web in lan { address 10.0.0.1 }\n' > zones.expol
printf 'use "zones.expol".{lan, web}\nallow lan -> web on tcp 443\n' > policy.expol
"$PRE_COMMIT" install
git add .

# commit MESSAGE passes|is-stopped
commit() {
  before=$(git rev-parse --quiet --verify HEAD || true)
  if git commit --message "$1" > "$work/log" 2>&1; then ended=passes; else ended=is-stopped; fi
  cat "$work/log"
  [ "$ended" = "$2" ] || fail "the commit '$1' $ended"
  after=$(git rev-parse --quiet --verify HEAD || true)
  if [ "$2" = passes ]; then
    [ "$before" != "$after" ] || fail "there is no commit '$1'"
  else
    [ "$before" = "$after" ] || fail "there is a commit '$1'"
  fi
  say "the commit '$1' $ended, as it should"
}

say "a good commit (compiles expolc first)"
commit "a policy" passes
grep -q 'expolc check.*Passed' "$work/log" || fail "the hook did not run"

say "a bad commit: a misspelt server"
printf 'use "zones.expol".{lan, web}\nallow lan -> webb on tcp 443\n' > policy.expol
git add policy.expol
commit "a misspelt name" is-stopped
grep -q 'policy.expol:2:14: error\[EX0101\]' "$work/log" || fail "the error is not shown"

say "a bad commit: the changed file is fine, the one that uses it no longer is"
git checkout --quiet HEAD -- policy.expol
printf 'zone lan { 10.0.0.0/8 }\nserver www in lan { address 10.0.0.1 }\n' > zones.expol
git add zones.expol
commit "a renamed server" is-stopped
grep -q 'policy.expol:' "$work/log" || fail "the file that broke is not shown"

say "the same, repaired"
printf 'use "zones.expol".{lan, www}\nallow lan -> www on tcp 443\n' > policy.expol
git add policy.expol
commit "a renamed server and its use" passes

say "a commit without policies does not run the hook"
echo notes > notes.txt
git add notes.txt
commit "notes" passes
grep -q 'no files to check' "$work/log" || fail "the hook ran for nothing"
say "all as it should be"
