// A tab of the browser, and what is to be seen in it: what the checks beside this file share.

import { pathToFileURL } from "node:url";

import axe from "axe-core";

/** A tab of a reader who has no network; `faults` collects what goes wrong in it. */
export async function newTab(browser, scheme, options = {}) {
  const context = await browser.newContext({ colorScheme: scheme, offline: true, ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console error: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => faults.push(`not loaded: ${request.url()}`));
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) faults.push(`needs a network: ${request.url()}`);
  });
  return { page, faults, close: () => context.close() };
}

export async function open(page, file, width, height = 1200) {
  await page.setViewportSize({ width, height });
  await page.goto(pathToFileURL(file).href);
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
