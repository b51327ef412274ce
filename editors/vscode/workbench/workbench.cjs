// The extension in a genuine VS Code workbench (a web build with its server): a squiggle, a hover, a completion, each on a screenshot.
//
//   node workbench.cjs http://127.0.0.1:18080 /folder/with/the/policy demo.expol /folder/for/screenshots
//
// NODE_PATH has to reach playwright-core; CHROMIUM may name the browser. How the workbench is built and started is no part of this.

const { chromium } = require("playwright-core");
const path = require("node:path");

const [base, folder, file, out] = process.argv.slice(2);
let seen = 0;

async function main() {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const opened = encodeURIComponent(JSON.stringify([["openFile", `vscode-remote://${new URL(base).host}${folder}/${file}`]]));
  await page.goto(`${base}/?folder=${folder}&payload=${opened}`);
  await page.waitForSelector(".monaco-editor .view-lines", { timeout: 90_000 });

  await page.waitForSelector(".squiggly-error", { timeout: 90_000, state: "attached" });
  seen += 1;
  await page.keyboard.press("Control+Shift+M");
  await page.waitForSelector(".markers-panel .monaco-list-row", { timeout: 15_000 });
  await page.waitForTimeout(800);
  const problems = await page.$$eval(".markers-panel .monaco-list-row", (rows) => rows.map((row) => row.getAttribute("aria-label") ?? row.textContent));
  console.log("problems:", JSON.stringify(problems));
  await page.screenshot({ path: path.join(out, "squiggle.png") });

  // The word is found by its place on the line: a click behind its first letters, then the editor's own command.
  const line = page.locator(".view-line", { hasText: "server web in servers" }).first();
  const box = await line.boundingBox();
  await page.mouse.click(box.x + 68, box.y + box.height / 2);
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  await page.waitForSelector(".monaco-hover:not(.hidden) .hover-contents", { timeout: 15_000 });
  await page.waitForTimeout(500);
  const hover = (await page.$$eval(".monaco-hover .hover-contents", (all) => all.map((one) => one.textContent))).join("\n");
  console.log("hover:", JSON.stringify(hover));
  if (hover.includes("10.1.0.10")) seen += 1;
  await page.screenshot({ path: path.join(out, "hover.png") });

  await page.keyboard.press("Escape");
  await page.locator(".view-line", { hasText: "allow offices -> web" }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("allow offices -> w", { delay: 60 });
  await page.keyboard.press("Control+Space");
  await page.waitForSelector(".suggest-widget.visible .monaco-list-row", { timeout: 15_000 });
  await page.waitForTimeout(500);
  const offers = await page.$$eval(".suggest-widget .monaco-list-row", (rows) => rows.map((row) => row.getAttribute("aria-label")));
  console.log("offers:", JSON.stringify(offers));
  if (offers.some((offer) => offer?.startsWith("web"))) seen += 1;
  await page.screenshot({ path: path.join(out, "completion.png") });

  await browser.close();
  console.log(`${seen} of 3 seen`);
  if (seen < 3) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
