// The grammar, with the engine that VS Code uses, over every policy and library module of the repository.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import test from "node:test";

const require = createRequire(import.meta.url);
const { Registry, INITIAL } = require("vscode-textmate");
const oniguruma = require("vscode-oniguruma");

const here = path.dirname(new URL(import.meta.url).pathname);
const repository = path.resolve(here, "../../..");

async function grammar() {
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const file = path.resolve(here, "../syntaxes/expol.tmLanguage.json");
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => JSON.parse(readFileSync(file, "utf8")),
  });
  return registry.loadGrammar("source.expol");
}

const loaded = grammar();

/** The tokens of a text: their words, their innermost scopes, and what stands before them. */
async function tokens(text) {
  const rules = await loaded;
  let stack = INITIAL;
  const found = [];
  for (const line of text.split(/\r?\n/)) {
    const result = rules.tokenizeLine(line, stack);
    stack = result.ruleStack;
    for (const token of result.tokens) {
      found.push({ text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes, before: line.slice(0, token.startIndex) });
    }
  }
  return found;
}

function policies(folder) {
  const all = readdirSync(path.join(repository, folder), { recursive: true });
  return all.filter((name) => name.endsWith(".expol")).map((name) => path.join(repository, folder, name));
}

test("reserved words are coloured as words of the language, in every policy of the repository", async () => {
  const source = readFileSync(path.join(repository, "compiler/syntax/src/words.rs"), "utf8");
  const list = source.slice(source.indexOf("RESERVED"), source.indexOf("];"));
  const reserved = new Set([...list.matchAll(/"([a-z]+)"/g)].map((match) => match[1]));
  assert.ok(reserved.size > 30, `${reserved.size} reserved words`);
  let compared = 0;
  for (const file of [...policies("examples"), ...policies("stdlib")]) {
    for (const { text, scopes, before } of await tokens(readFileSync(file, "utf8"))) {
      const scope = scopes[scopes.length - 1];
      assert.ok(!scope.startsWith("invalid"), `${file}: ${text} is ${scope}`);
      const isText = scopes.some((one) => one.startsWith("comment") || one.startsWith("string"));
      // Behind a dot, and as a member of an enumeration, a reserved word is a name.
      if (!isText && reserved.has(text.trim()) && !/[.{]\s*$|mode: .*$/.test(before)) {
        assert.match(scope, /^(keyword|support\.type|constant\.language|variable\.parameter)/, `${file}: ${before}${text}`);
        compared += 1;
      }
    }
  }
  console.log(`${compared} reserved words compared`);
  assert.ok(compared > 500, `only ${compared} words compared`);
});

test("each kind of token has its scope", async () => {
  const cases = [
    ["zone dmz { 192.0.2.0/27 }", "dmz", "entity.name.type.expol"],
    ["zone dmz { 192.0.2.0/27 }", "192.0.2.0/27", "constant.numeric.address.expol"],
    ["zone six { fd00::1/64 }", "fd00::1/64", "constant.numeric.address.expol"],
    ["allow web: a -> b on tcp 443", "web", "entity.name.label.expol"],
    ["allow a -> b on tcp 443-445", "443-445", "constant.numeric.port.expol"],
    ["apply ex.mail-in(from: internet)", "from", "variable.parameter.expol"],
    ["apply ex.mail-in(from: internet)", "mail-in", "variable.other.member.expol"],
    ["allow ex.zone -> b on any", "zone", "variable.other.member.expol"],
    ["allow `test` -> b on any", "`test`", "entity.name.expol"],
    ["  until 2027-06-30", "2027-06-30", "constant.other.date.expol"],
    ["  idle-timeout 12h", "12h", "constant.numeric.duration.expol"],
    ["allow a <-> b on any", "<->", "keyword.operator.arrow.expol"],
    ["/// what it is for", "/// what it is for", "comment.line.documentation.expol"],
    ["zone-offices", "zone-offices", "source.expol"],
  ];
  for (const [line, wanted, scope] of cases) {
    const found = (await tokens(line)).find((token) => token.text.trim() === wanted);
    assert.equal(found?.scopes.at(-1), scope, `${line}: ${JSON.stringify(await tokens(line))}`);
  }
});
