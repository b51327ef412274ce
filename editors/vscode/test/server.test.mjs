// Where the server is looked for, and what a person is told.

import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import * as path from "node:path";
import test from "node:test";

const require = createRequire(import.meta.url);
const here = path.dirname(new URL(import.meta.url).pathname);
const { outputFiles } = require("esbuild").buildSync({
  entryPoints: [path.resolve(here, "../src/server.ts")],
  bundle: true,
  platform: "node",
  format: "cjs",
  write: false,
});
const module_ = { exports: {} };
new Function("module", "exports", "require", outputFiles[0].text)(module_, module_.exports, require);
const { findServer } = module_.exports;

function folderWith(name, mode) {
  const folder = mkdtempSync(path.join(tmpdir(), "expol é "));
  mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
  writeFileSync(path.join(folder, name), "");
  chmodSync(path.join(folder, name), mode);
  return folder;
}

const nowhere = { setting: "", extension: "/nonexistent", searchPath: "", platform: "linux" };

test("the setting comes first, then the extension, then the PATH", () => {
  const [set, bundled, onPath] = [folderWith("my server", 0o755), folderWith("server/expol-lsp", 0o755), folderWith("expol-lsp", 0o755)];
  const all = { setting: path.join(set, "my server"), extension: bundled, searchPath: `relative:${onPath}`, platform: "linux" };
  assert.equal(findServer(all).from, "setting");
  assert.equal(findServer({ ...all, setting: "  " }).from, "bundled");
  assert.deepEqual(findServer({ ...all, setting: "", extension: set }), { path: path.join(onPath, "expol-lsp"), from: "PATH" });
});

test("what cannot be started is named, with the way out", () => {
  const flat = folderWith("server", 0o644);
  for (const [setting, why] of [
    ["/nonexistent/expol-lsp", "no such file"],
    [flat, "not a file"],
    [path.join(flat, "server"), "may not be executed"],
  ]) {
    if (process.getuid?.() === 0 && why.includes("executed")) {
      assert.match(findServer({ ...nowhere, setting }).problem, /may not be executed/);
      continue;
    }
    const { problem } = findServer({ ...nowhere, setting });
    assert.ok(problem.includes(why) && problem.includes(setting), problem);
  }
  assert.match(findServer(nowhere).problem, /cargo install expol-lsp.*expol\.server\.path/);
});

test("a relative folder on the PATH is not trusted", () => {
  assert.ok("problem" in findServer({ ...nowhere, searchPath: "." }));
});
