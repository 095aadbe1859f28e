// A tab of the browser, and what is to be seen in it: what the checks beside this file share.

import { fileURLToPath, pathToFileURL } from "node:url";

import axe from "axe-core";

/** A tab of a reader who has no network; `faults` collects what goes wrong in it, `loaded` what it loads. */
export async function newTab(browser, scheme, options = {}) {
  const context = await browser.newContext({ colorScheme: scheme, offline: true, ...options });
  const page = await context.newPage();
  const faults = [];
  const loaded = new Set();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console error: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => faults.push(`not loaded: ${request.url()}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) faults.push(`needs a network: ${request.url()}`);
    if (request.url().startsWith("file:")) loaded.add(fileURLToPath(request.url().split("#")[0]));
  });
  return { page, faults, loaded, close: () => context.close() };
}

/** Opens a file, or the part of it that stands after a `#`. */
export async function open(page, file, width, height = 1200) {
  const [path, part] = file.split("#");
  await page.setViewportSize({ width, height });
  // From another part of the same file, nothing would be loaded.
  await page.goto("about:blank");
  await page.goto(pathToFileURL(path).href + (part ? `#${part}` : ""));
}

/** What keeps readers with a screen reader, a keyboard or weak eyes out, as far as axe can tell. */
export async function findViolations(page) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    // Style sheets of files cannot be fetched a second time, and need not be.
    const found = await window.axe.run({ preload: false, resultTypes: ["violations"] });
    return found.violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
  });
  return violations.map(({ id, help, nodes }) => {
    const first = nodes.slice(0, 2).map((node) => node.target.join(" "));
    return `axe, ${id}: ${help}: ${first.join(" and ")} (${nodes.length} in all)`;
  });
}
