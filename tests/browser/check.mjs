// Opens the built book and the report in Chromium, as readers do, and checks what they would see.
//
// `cargo xtask book --test-in-browser` starts it:
//
//     node check.mjs --book DIR --recorded DIR --timings DIR --screenshots DIR --chromium FILE
//
// and `cargo xtask book --record`, which only takes the pictures of the README:
//
//     node check.mjs --timings DIR --pictures DIR --chromium FILE
//
// Exit status: 0 all is well, 1 something is wrong, 2 wrong usage.

import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, delimiter, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";

import { chromium } from "playwright-core";

import { playChecks } from "./play.mjs";
import { findViolations, newTab, open } from "./tab.mjs";

const TO_CHECK = ["book", "recorded", "timings", "screenshots", "chromium"];
const TO_TAKE_PICTURES = ["timings", "pictures", "chromium"];
const SCHEMES = ["light", "dark"];
const WIDTHS = [360, 768, 1440];
const AXE_WIDTHS = [360, 1440];
/** Files of mdBook that are not pages of the guide. */
const NO_PAGES = ["print.html", "toc.html", "404.html"];
/** A version is drawn as an area when it has more lanes or tasks than these. */
const MOST_LANES = 20;
const MOST_BARS = 2000;
const MOST_STATES = 20000;
/** The programs of chapter 14's tour of which the README has a picture. */
const WATCHED = ["turns"];
/** So many lines of a recorded run may stand open on a page. */
const MOST_OPEN_LINES = 15;
/** On a screen that is at least so wide, nothing scrolls sideways: 80 columns of code have room. */
const ROOM_FOR_CODE = 768;
/** On a narrower one, so many columns have. */
const NARROW_COLUMNS = 45;
/** A page of the guide weighs no more, with all that it loads. */
const MOST_BYTES = 500_000;
/** How much a bar may be off. */
const TOLERANCE_PX = 1;

const failures = [];

async function main() {
  const { book, recorded, timings, screenshots, pictures, executablePath } = usage();
  const report = join(timings, "report.html");
  const args = [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"],
    ...["--disable-background-networking", "--disable-component-update"],
  ];
  const browser = await chromium.launch({ executablePath, args });
  try {
    if (pictures) await takePictures(browser, pictures, report);
    else await check(browser, book, recorded, timings, screenshots, report);
  } finally {
    await browser.close();
  }
}

async function check(browser, book, recorded, timings, screenshots, report) {
  const pages = readdirSync(book)
    .filter((name) => name.endsWith(".html") && !NO_PAGES.includes(name))
    .map((name) => join(book, name));
  const files = [...pages, ...partsOf(report)];
  const views = await Promise.all(SCHEMES.map((scheme) => lookAtAll(browser, files, scheme)));
  checkViews(views.flat(), files.length);
  checkBackgrounds(...views);
  checkLinks(views.flat());
  checkWeights(views.flat().filter(({ file }) => pages.includes(file)));
  await checkFirstPaint(browser, pages);
  await checkSearch(browser, join(book, "index.html"));
  await checkBars(browser, "the report", partsOf(report), join(timings, "timings.json"));
  const chapters = pages.filter((page) => /^\d/.test(basename(page)));
  await checkBars(browser, "the guide", chapters, join(recorded, "timings.json"));
  await checkFolds(browser, chapters);
  await checkKeys(browser, join(book, "02-threads.html"));
  for (const [passed, find] of playChecks(book, chapters)) conclude(passed, await find(browser));
  await takeScreenshots(browser, screenshots, join(book, "02-threads.html"), report);
}

/** The options, or the end of the program. */
function usage() {
  try {
    const names = [...new Set([...TO_CHECK, ...TO_TAKE_PICTURES])];
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    const { values } = parseArgs({ options });
    const needed = values.pictures ? TO_TAKE_PICTURES : TO_CHECK;
    const absent = needed.find((name) => !values[name]);
    if (absent) throw new Error(`--${absent} is missing`);
    const [book, recorded, timings, screenshots, pictures] =
      ["book", "recorded", "timings", "screenshots", "pictures"]
        .map((name) => values[name] && resolve(values[name]));
    const executablePath = find(values.chromium);
    const files = [executablePath, join(timings, "timings.json"), join(timings, "report.html")];
    if (book) files.push(join(book, "index.html"), join(recorded, "timings.json"));
    const missing = files.find((file) => !existsSync(file));
    if (missing) throw new Error(`there is no ${missing}`);
    return { book, recorded, timings, screenshots, pictures, executablePath };
  } catch (error) {
    const usages = [TO_CHECK, TO_TAKE_PICTURES]
      .map((names) => `node check.mjs ${names.map((name) => `--${name} PATH`).join(" ")}`);
    console.error(`${error.message}\nusage: ${usages.join("\n   or: ")}`);
    process.exit(2);
  }
}

/** A program's path; one without a folder is looked for where the shell would. */
function find(program) {
  const folders = basename(program) === program ? process.env.PATH.split(delimiter) : [];
  return folders.map((folder) => join(folder, program)).find(existsSync) ?? resolve(program);
}

/** The parts of the report, of which a browser shows the one that its address names. */
function partsOf(report) {
  const sections = readFileSync(report, "utf8").matchAll(/<section[^>]* id="([^"]+)"/g);
  return [...sections].map(([, id]) => `${report}#${id}`);
}

/** Says that an area is all right, or notes what is wrong with it. */
function conclude(passed, wrong) {
  if (wrong.length === 0) console.log(`ok: ${passed}`);
  failures.push(...wrong);
}

/** What there is to see in all files, in all widths. */
async function lookAtAll(browser, files, scheme) {
  const tab = await newTab(browser, scheme);
  const views = [];
  for (const file of files) {
    for (const width of WIDTHS) views.push(await lookAt(tab, file, width, scheme));
  }
  await tab.close();
  return views;
}

async function lookAt({ page, faults, loaded }, file, width, scheme) {
  loaded.clear();
  await open(page, file, width);
  const bytes = [...loaded].reduce((sum, path) => sum + statSync(path).size, 0);
  await page.evaluate(unfold);
  return {
    file,
    where: `${width} ${scheme}`,
    bytes,
    cutOff: await page.evaluate(findCutOff),
    scrolling: await page.evaluate(findScrolling, width < ROOM_FOR_CODE ? NARROW_COLUMNS : Infinity),
    violations: AXE_WIDTHS.includes(width) ? await findViolations(page) : [],
    brightness: await page.evaluate(findBrightness),
    ids: await page.$$eval("[id]", (elements) => elements.map((element) => element.id)),
    links: await page.$$eval("a[href]", (links) => links.map((link) => link.href)),
    faults: faults.splice(0),
  };
}

/** In the page: what a reader can open must fit and be readable, too. */
async function unfold() {
  for (const details of document.querySelectorAll("details")) details.open = true;
  await document.fonts.ready;
  // Scripts that wait for a change of size have run before the second frame.
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
}

/** In the page: what is wider than its place, with no way to scroll to the rest. */
function findCutOff() {
  // Some of these can scroll, but the text should never make them.
  const frames = [...document.querySelectorAll("html, body, .page, #mdbook-content, main")];
  const cuts = (element) => {
    const { overflowX, textOverflow } = getComputedStyle(element);
    return ["hidden", "clip"].includes(overflowX) && textOverflow !== "ellipsis";
  };
  return [...document.querySelectorAll("*")]
    .filter((element) => frames.includes(element) || cuts(element))
    // A box of one pixel holds words that are only read aloud.
    .filter(({ clientWidth, scrollWidth }) => clientWidth > 1 && scrollWidth > clientWidth)
    .map((element) => {
      const name = element.cloneNode().outerHTML.split("></")[0];
      return `${name}> is ${element.clientWidth} wide, what is in it ${element.scrollWidth}`;
    });
}

/** In the page: what has to be scrolled sideways. Code of more columns than these may. */
function findScrolling(columns) {
  const isLong = (code) => code.textContent.split("\n").some((line) => line.length > columns);
  return [...document.querySelectorAll("main *")]
    .filter((element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX))
    .filter(({ clientWidth, scrollWidth }) => clientWidth > 1 && scrollWidth > clientWidth)
    .filter((element) => !(element.matches("pre, pre > code") && isLong(element)))
    .map((element) => {
      const begins = element.textContent.trim().slice(0, 40).replace(/\s+/g, " ");
      return `${element.localName} "${begins}" is ${element.clientWidth} wide, and scrolls to ${element.scrollWidth}`;
    });
}

/** In the page: how bright its background is, from 0 to 765. */
function findBrightness() {
  const colours = [document.body, document.documentElement]
    .map((element) => getComputedStyle(element).backgroundColor)
    .filter((colour) => colour !== "rgba(0, 0, 0, 0)");
  const [red, green, blue] = (colours[0] ?? "rgb(255, 255, 255)").match(/\d+/g).map(Number);
  return red + green + blue;
}

function checkViews(views, pages) {
  const inAll = (what) => {
    const places = new Map();
    for (const view of views) {
      for (const fault of view[what].map((it) => `${basename(view.file)}: ${it}`)) {
        places.set(fault, [...(places.get(fault) ?? []), view.where]);
      }
    }
    return [...places].map(([fault, views]) => `${fault} [${views.join(", ")}]`);
  };
  const where = `${SCHEMES.join(" and ")}, ${AXE_WIDTHS.join(" and ")} wide`;
  conclude(`${pages} pages load without errors and without a network`, inAll("faults"));
  conclude(`${pages} pages fit, ${WIDTHS.join(", ")} pixels wide`, inAll("cutOff"));
  conclude(`${pages} pages have nothing that scrolls sideways, but code whose lines are long`, inAll("scrolling"));
  conclude(`${pages} pages: axe finds nothing serious, ${where}`, inAll("violations"));
}

function checkBackgrounds(light, dark) {
  const wrong = light.filter((view, at) => dark[at].brightness >= view.brightness);
  const pages = new Set(wrong.map(({ file }) => basename(file)));
  conclude(
    "every page follows the colour scheme",
    [...pages].map((page) => `${page}: the background is no darker in the dark scheme`),
  );
}

/** Links to files lead to files, and fragments to elements. */
function checkLinks(views) {
  const ids = new Map(views.map((view) => [view.file.split("#")[0], new Set(view.ids)]));
  const links = new Set();
  const wrong = new Set();
  for (const { file, links: hrefs } of views) {
    for (const url of hrefs.map((href) => new URL(href))) {
      if (url.protocol !== "file:") continue;
      const target = fileURLToPath(`file://${url.pathname}`);
      const fragment = decodeURIComponent(url.hash.slice(1));
      links.add(`${target}#${fragment}`);
      if (!statSync(target, { throwIfNoEntry: false })?.isFile()) {
        wrong.add(`${basename(file)}: a link to ${target}, which is no file`);
      } else if (fragment && !ids.get(target)?.has(fragment)) {
        wrong.add(`${basename(file)}: a link to ${basename(target)}#${fragment}, which is nowhere`);
      }
    }
  }
  conclude(`${links.size} places that links lead to are there`, [...wrong]);
}

function checkWeights(views) {
  const heavy = views.filter(({ bytes }) => bytes > MOST_BYTES);
  const most = Math.max(...views.map(({ bytes }) => bytes));
  const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
  const wrong = heavy.map(({ file, bytes }) => `${basename(file)} weighs ${kilobytes(bytes)}, with all that it loads`);
  conclude(`no page weighs more than ${kilobytes(most)}, with all that it loads`, [...new Set(wrong)]);
}

/** A page can be read before its scripts have come. */
async function checkFirstPaint(browser, pages) {
  const wrong = [];
  for (const file of pages) {
    const { page, close } = await newTab(browser, "light");
    // They never come.
    await page.route(/\.js$/, () => {});
    await page.goto(pathToFileURL(file).href, { waitUntil: "commit" });
    try {
      const isPainted = () => performance.getEntriesByName("first-contentful-paint").length > 0;
      await page.waitForFunction(isPainted, null, { timeout: 5000 });
    } catch {
      wrong.push(`${basename(file)}: nothing is painted before the scripts have come`);
    }
    await close();
  }
  conclude(`${pages.length} pages are painted before their scripts have come`, wrong);
}

async function checkSearch(browser, index) {
  const wrong = [];
  let found = 0;
  for (const scheme of SCHEMES) {
    const { page, faults, close } = await newTab(browser, scheme);
    try {
      await open(page, index, 1440);
      await page.keyboard.press("s");
      await page.locator("#mdbook-searchbar").pressSequentially("thread", { timeout: 5000 });
      const results = page.locator("#mdbook-searchresults > li");
      await results.filter({ hasText: /threads/i }).first().waitFor({ timeout: 5000 });
      found = await results.count();
      faults.push(...(await findViolations(page)));
    } catch (error) {
      faults.push(`no result for "thread": ${error.message.split("\n")[0]}`);
    }
    wrong.push(...faults.map((fault) => `search, ${scheme}: ${fault}`));
    await close();
  }
  conclude(`the search finds "thread" in ${found} places`, wrong);
}

/** The bars on these pages, all together, against the timings that they show. */
async function checkBars(browser, what, files, timings) {
  const expected = expectedBars(JSON.parse(readFileSync(timings, "utf8")));
  const wrong = [];
  let compared = 0;
  const { page, close } = await newTab(browser, "light");
  for (const width of WIDTHS) {
    const drawn = new Map();
    for (const file of files) {
      await open(page, file, width);
      for (const { task, ...bar } of await page.$$eval("rect.bar[data-task]", measureBars)) {
        drawn.set(task, [...(drawn.get(task) ?? []), bar]);
      }
    }
    for (const task of new Set([...expected.keys(), ...drawn.keys()])) {
      const [is, should] = [drawn, expected].map((bars) => bars.get(task) ?? []);
      const where = `${what}, ${width} wide: ${task}`;
      if (is.length !== should.length) {
        wrong.push(`${where}: drawn ${is.length} times, not ${should.length} times`);
      }
      is.sort(byPlace).slice(0, should.length).forEach((bar, at) => {
        compared += 1;
        wrong.push(...compareBar(bar, should[at]).map((fault) => `${where}: ${fault}`));
      });
    }
  }
  await close();
  if (compared === 0) wrong.push(`${what}: no bar was compared`);
  const bars = compared / WIDTHS.length;
  conclude(`${bars} bars of ${what} have the place and width of timings.json`, wrong);
}

/** What a terminal shows is folded, and the picture of it is not. */
async function checkFolds(browser, chapters) {
  const wrong = [];
  const { page, close } = await newTab(browser, "light");
  for (const chapter of chapters) {
    await open(page, chapter, 1440);
    const lines = await page.$$eval("pre > code.language-text", (blocks) => blocks
      .filter((block) => block.checkVisibility() && block.textContent.startsWith("$ cargo run"))
      .map((block) => block.textContent.trimEnd().split("\n").length));
    const long = lines.filter((count) => count > MOST_OPEN_LINES);
    wrong.push(...long.map((count) => `${basename(chapter)}: ${count} lines of a run stand open`));
    if (await page.locator(".timelines .lanes:visible").count() === 0) {
      wrong.push(`${basename(chapter)}: there is no timeline to be seen`);
    }
  }
  await close();
  conclude(`${chapters.length} chapters show timelines, and fold what the terminal shows`, wrong);
}

/** The keyboard reaches every bar of a timeline, and reads what stands in its title. */
async function checkKeys(browser, chapter) {
  const { page, faults, close } = await newTab(browser, "light");
  await open(page, chapter, 1440);
  const titles = await page.$$eval(".lanes", (all) => all.map((lanes) =>
    [...lanes.querySelectorAll(".bar > title")].map((title) => title.textContent)));
  for (const [number, expected] of titles.entries()) {
    const lanes = page.locator(".lanes").nth(number);
    await lanes.locator("[tabindex='0']").focus();
    for (const title of expected) {
      const told = await lanes.locator(".told").textContent({ timeout: 5000 });
      if (told !== title) faults.push(`the keyboard reads "${told}", not "${title}"`);
      await page.keyboard.press("ArrowRight");
    }
  }
  const bars = titles.flat().length;
  if (bars === 0) faults.push("there is no bar to be reached");
  if (page.url() !== pathToFileURL(chapter).href) faults.push("an arrow key has turned the page");
  await close();
  conclude(`the keyboard reads ${bars} bars`, faults.map((fault) => `${basename(chapter)}: ${fault}`));
}

/**
 * The bars that must be drawn, by their `data-task`: their left edge and their width as
 * fractions of the time axis, those that share a name in order of their start.
 *
 * The rules are those of crates/pictures/src/timelines.rs. They are here a second time, so that a mistake there
 * does not go unseen.
 */
function expectedBars(timings) {
  const bars = new Map();
  for (const { chapter, about, reports } of timings.chapters) {
    const runs = drawnRuns(reports);
    const most = about.tasks === "states" ? MOST_STATES : MOST_BARS;
    for (const run of runs.filter((it) => isDrawnAsBars(it, most))) {
      const job = runs.filter((other) => other.baseline === run.baseline);
      const ends = job.flatMap((it) => [it.wall_s, ...it.tasks.map((task) => task.end_s)]);
      const axis_s = ends.reduce((last_s, end_s) => Math.max(last_s, end_s ?? 0), 1e-6);
      for (const { name, start_s, end_s } of run.tasks) {
        const until_s = Math.max(start_s, end_s ?? run.wall_s ?? start_s);
        const bar = { left: start_s / axis_s, width: (until_s - start_s) / axis_s };
        const key = `${chapter}/${run.name}/${name}`;
        bars.set(key, [...(bars.get(key) ?? []), bar]);
      }
    }
  }
  for (const same of bars.values()) same.sort(byPlace);
  return bars;
}

/** The order in which bars that share a name are compared. */
function byPlace(one, other) {
  return one.left - other.left || one.width - other.width;
}

/** One run of each version: the one whose wall time is nearest to the median. */
function drawnRuns(reports) {
  const runs = reports.flatMap((report) => report.versions);
  const versions = [...new Set(runs.map((run) => run.name))];
  return versions.map((version) => typical(runs.filter((run) => run.name === version)));
}

function typical(runs) {
  const walls = runs.map((run) => run.wall_s).filter((wall_s) => wall_s !== null);
  // A version that failed once has no median; its first run is drawn.
  const failed = walls.length === 0 || runs.some((run) => run.failures.length > 0);
  if (failed) return runs[0];
  const middle = median(walls);
  const distance = (run) => (run.wall_s === null ? 0 : Math.abs(run.wall_s - middle));
  return runs.reduce((best, run) => (distance(run) < distance(best) ? run : best));
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function isDrawnAsBars(run, most) {
  return !run.in_flight && run.tasks.length <= most && lanes(run.tasks) <= MOST_LANES;
}

/** How many rows the tasks take when each goes into the first row of its lane that is free. */
function lanes(tasks) {
  const rows = [];
  for (const { lane, start_s, end_s } of tasks) {
    const free = rows.find((row) => row.lane === lane && row.until_s <= start_s);
    if (free) free.until_s = end_s ?? Infinity;
    else rows.push({ lane, until_s: end_s ?? Infinity });
  }
  return rows.length;
}

/** In the page: where the bars begin in their row, how wide they are, and how wide the row is. */
function measureBars(bars) {
  return bars.filter((bar) => bar.checkVisibility()).map((bar) => {
    const [box, row] = [bar, bar.ownerSVGElement].map((element) => element.getBoundingClientRect());
    return { task: bar.dataset.task, left: box.left - row.left, width: box.width, row: row.width };
  });
}

function compareBar(bar, expected) {
  return ["left", "width"]
    .map((side) => ({ side, is: bar[side], should: expected[side] * bar.row }))
    .filter(({ is, should }) => !(Math.abs(is - should) <= TOLERANCE_PX))
    .map(({ side, is, should }) => `${side} is ${is.toFixed(1)} px, not ${should.toFixed(1)} px`);
}

async function takeScreenshots(browser, folder, chapter, report) {
  await takePictures(browser, folder, report);
  await take(browser, join(folder, "book.png"), chapter, "light", 1440, 1200);
  await take(browser, join(folder, "book-narrow-dark.png"), chapter, "dark", 360, 1200);
  await take(browser, join(folder, "report-dark.png"), report, "dark", 1100, 1300);
  conclude(`${5 + WATCHED.length} screenshots in ${folder}`, []);
}

/** Those that the README shows. */
async function takePictures(browser, folder, report) {
  mkdirSync(folder, { recursive: true });
  const part = (name) => `${report}#${name}`;
  const sharp = { deviceScaleFactor: 2 };
  await take(browser, join(folder, "report.png"), report, "light", 1100, 1300);
  await take(browser, join(folder, "timeline.png"), part("chapter-02-threads"), "light", 1100, 1300,
    "#chapter-02-threads figure", sharp);
  for (const name of WATCHED) {
    const job = `#chapter-14-your-program .job:has(h3:has-text("${name}"))`;
    const picture = join(folder, `watched-${name}.png`);
    await take(browser, picture, part("chapter-14-your-program"), "light", 1100, 1300, job, sharp);
  }
}

async function take(browser, picture, file, scheme, width, height, element, options) {
  const { page, close } = await newTab(browser, scheme, options);
  await open(page, file, width, height);
  const what = element ? page.locator(element) : page;
  await what.screenshot({ path: picture });
  await close();
}

try {
  await main();
} catch (error) {
  // Playwright adds the log of all that it did.
  failures.push(error.message.split("Call log:")[0].trim());
}
for (const failure of failures) console.error(`wrong: ${failure}`);
process.exitCode = failures.length > 0 ? 1 : 0;
