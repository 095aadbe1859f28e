// What one can play with on the pages, played with: by mouse and by keyboard, and looked at without scripts.

import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";

import { findViolations, newTab, open } from "./tab.mjs";

/** All scripts of the guide together, in bytes. */
const MOST_SCRIPT = 40_000;
const SIZES = [["light", 360], ["dark", 1440]];

/** What to say when all is right, and what finds out what is wrong. */
export function playChecks(book, chapters) {
  const page = (name) => join(book, name);
  const inTabs = (find) => async (browser) => {
    const found = [];
    for (const [scheme, width] of SIZES) {
      const { page: tab, faults, close } = await newTab(browser, scheme);
      tab.setDefaultTimeout(10_000);
      try {
        await find(tab, faults, width);
        faults.push(...(await findViolations(tab)));
      } catch (error) {
        faults.push(error.message.split("Call log:")[0].trim());
      }
      const where = `${basename(new URL(tab.url()).pathname)}, ${width} ${scheme}`;
      found.push(...faults.map((fault) => `${where}: ${fault}`));
      await close();
    }
    return found;
  };
  return [
    ["the simulator follows its sliders, by keyboard", inTabs(moveSliders(page("rule-of-thumb.html")))],
    ["every question has choices, and each choice its reply", inTabs(answerQuestions(chapters))],
    ["a guess is kept over a reload, compared, and forgotten",
      inTabs(guess(page("02-threads.html"), page("key-takeaways.html")))],
    ["two threads race to a lost update, and lock each other out", inTabs(takeSteps(page("05-shared-memory.html")))],
    ["without scripts, each place to play in still teaches",
      (browser) => withoutScripts(browser, [...chapters, page("rule-of-thumb.html")])],
    [`all scripts together are no larger than ${MOST_SCRIPT} bytes`, () => weigh(book)],
  ];
}

/** Notes a fault where something is not so. */
function expect(faults, what, is, should) {
  if (String(is) !== String(should)) faults.push(`${what}: "${is}", not "${should}"`);
}

const moveSliders = (file) => async (tab, faults, width) => {
  await open(tab, file, width);
  const place = tab.locator(".simulator").first();
  const slider = (label) => place.getByLabel(label);
  const said = () => place.locator(".play-said").innerText();
  const set = async (label, keys) => {
    await slider(label).focus();
    for (const key of keys) await tab.keyboard.press(key);
  };
  // Eight tasks of 0.3 s, which only wait, in two threads: four rounds.
  await set("tasks", ["Home", ...Array(7).fill("ArrowRight")]);
  await set("time of a task", ["Home", "ArrowRight", "ArrowRight"]);
  await set("share of it that waits", ["End"]);
  await set("workers", ["Home", "ArrowRight"]);
  await set("cores", ["Home", "ArrowRight"]);
  const is = async (way, language, predicted) => {
    await slider("way").selectOption(way);
    await slider("language").selectOption(language);
    const words = await said();
    if (!words.includes(`predicted ${predicted}`)) faults.push(`${way}, ${language}: "${words}", not ${predicted}`);
  };
  await is("threads", "rust", "1.2 s");
  expect(faults, "bars", await place.locator(".play-picture rect.play-wait").count(), 8);
  await is("one by one", "rust", "2.4 s");
  await is("async", "rust", "1.2 s");
  await set("share of it that waits", ["Home"]);
  await is("threads", "rust", "1.2 s");
  await is("threads", "python", "2.4 s");
  await is("processes", "python", "1.2 s");
  await is("threads", "free-threaded", "1.2 s");
  await is("async", "rust", "2.4 s");
  await set("workers", ["End"]);
  await is("threads", "rust", "1.2 s");
  await set("tasks", ["End"]);
  expect(faults, "the number of more rows than fit", await place.locator(".play-picture polygon").count(), 1);
  expect(faults, "the page", tab.url(), pathToFileURL(file).href);
};

const answerQuestions = (chapters) => async (tab, faults, width) => {
  for (const chapter of chapters) {
    await open(tab, chapter, width);
    const name = basename(chapter);
    const questions = tab.locator("#check-yourself + ol > li");
    const asked = await questions.count();
    if (asked === 0) faults.push(`${name}: there is no question`);
    for (let at = 0; at < asked; at += 1) {
      const quiz = questions.nth(at).locator(".play-quiz");
      const buttons = quiz.locator("button");
      const right = [];
      for (let choice = 0; choice < await buttons.count(); choice += 1) {
        await buttons.nth(choice).focus();
        await tab.keyboard.press("Enter");
        const reply = await quiz.locator(".play-reply").innerText();
        if (reply.startsWith("Right. ")) right.push(choice);
        else if (!/^Not quite\. .{20,}/s.test(reply)) faults.push(`${name}, question ${at + 1}: the reply "${reply}"`);
      }
      expect(faults, `${name}, question ${at + 1}: right choices`, right.length, 1);
      if (await buttons.count() < 2) faults.push(`${name}, question ${at + 1}: nothing to choose from`);
    }
  }
};

const guess = (file, last) => async (tab, faults, width) => {
  await open(tab, file, width);
  await tab.locator(".play-form").getByLabel("pool").fill("4");
  await tab.reload();
  const field = tab.locator(".play-form").getByLabel("pool");
  expect(faults, "the guess after a reload", await field.inputValue(), "4");
  await tab.locator("summary").first().focus();
  await tab.keyboard.press("Enter");
  const pool = (place) => place.locator(".play-guesses > div").filter({ hasText: "pool" }).innerText();
  const bars = await pool(tab.locator("details[open]"));
  for (const words of ["your guess", "4.0 s, 1.5× too short", "predicted", "recorded", "6.0 s"]) {
    if (!bars.includes(words)) faults.push(`the bars do not say "${words}": ${bars}`);
  }
  await open(tab, last, width);
  const all = tab.locator(".all-guesses");
  if (!(await pool(all)).includes("4.0 s")) faults.push("the last page does not show the guess");
  await all.getByText("Forget them").click();
  await tab.reload();
  expect(faults, "guesses that are left", await all.locator(".play-bar").count(), 0);
};

const takeSteps = (file) => async (tab, faults, width) => {
  await open(tab, file, width);
  // How often each program ends how, as the model checker's table on the page has it.
  const table = await tab.locator("#every-order ~ .table-wrapper tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.cells].map((cell) => cell.textContent)));
  const says = async (place, [, orders, right, lost, stuck]) => {
    await place.getByText("Play all").click();
    const words = await place.locator(".play-counts").innerText();
    const counts = [[right, "both"], [lost, "one update is lost"], [stuck, "nobody can move"]];
    const missing = counts.filter(([count, end]) => count !== "0" && !words.includes(`${count}: ${end}`));
    if (!words.startsWith(`${orders} orders.`) || missing.length > 0) {
      faults.push(`"${words}" is not what the table has: ${orders}, ${right}, ${lost}, ${stuck}`);
    }
  };
  const take = async (place, threads, end) => {
    for (const thread of threads) {
      await place.getByRole("button", { name: "Thread 1" }).focus();
      if (thread === 2) await tab.keyboard.press("Tab");
      await tab.keyboard.press("Enter");
    }
    expect(faults, `the end of ${threads}`, await place.locator(".play-verdict").innerText(), `The end: ${end}.`);
    await place.getByText("Begin again").click();
  };
  const [race, payments] = [tab.locator(".steps").first(), tab.locator(".steps").last()];
  await take(race, [1, 2, 1, 2, 1, 2], "one update is lost");
  await take(race, [1, 1, 1, 2, 2, 2], "both updates count");
  await says(race, table[0]);
  await take(payments, [1, 2], "nobody can move");
  await says(payments, table[3]);
  await payments.getByLabel("locks").selectOption("one order");
  await take(payments, [1, 1, 1, 1, 2, 2, 2, 2], "both have paid");
  await says(payments, table[4]);
};

/** Readers without scripts find text where others play, and nothing that they cannot use. */
async function withoutScripts(browser, files) {
  const { page, faults, close } = await newTab(browser, "light", { javaScriptEnabled: false });
  let places = 0;
  for (const file of files) {
    const name = basename(file);
    await open(page, file, 1440);
    for (const place of await page.locator(".play").all()) {
      places += 1;
      const words = await place.innerText();
      if (words.length < 100) faults.push(`${name}: too little to read: "${words}"`);
      if (await place.locator("input, button, select").count() > 0) faults.push(`${name}: a control without a script`);
    }
    for (const summary of await page.locator("details:has(.predictions) > summary").all()) await summary.click();
    for (const table of await page.locator(".predictions").all()) {
      places += 1;
      if (!await table.isVisible()) faults.push(`${name}: predictions that do not open`);
    }
  }
  await close();
  if (places < 10) faults.push(`only ${places} places were found`);
  return faults;
}

function weigh(book) {
  const scripts = [join(book, "style.js")];
  for (const name of readdirSync(join(book, "play"))) {
    if (/^[a-z]+\.js$/.test(name)) scripts.push(join(book, "play", name));
  }
  const bytes = scripts.reduce((sum, file) => sum + statSync(file).size, 0);
  return bytes <= MOST_SCRIPT ? [] : [`${scripts.length} scripts have ${bytes} bytes`];
}
