/** Lessons: something is wrong, and hidden; the trainee names it. */

import { all, get } from "../api.js";
import { h, pageHead, replace } from "../dom.js";
import { repeat } from "../live.js";
import { attempt, problemPlace } from "../problem.js";
import { lessonChoice } from "./choice.js";
import { underWay } from "./under-way.js";

/** How often it is looked whether somebody else began or ended a lesson, ms. */
const PAUSE = 4000;

export async function lessonPage(main, { signal }) {
  const page = new LessonPage(signal);
  main.append(pageHead("Lesson", "Something is wrong, and hidden. Find it from the fronts, the "
    + "registers and the line, as on a real site"), page.problem, page.content);
  await repeat(PAUSE, () => page.load(), signal);
}

/** Shows the choice, or the lesson under way; it is drawn anew only when that has changed. */
class LessonPage {
  constructor(signal) {
    this.signal = signal;
    this.problem = problemPlace();
    this.content = h("div", { class: "stack", tabindex: "-1" });
    signal.addEventListener("abort", () => this.drawn?.abort(), { once: true });
  }

  load() {
    return attempt(this.problem, async () => {
      const lessons = await all("/v1/lessons", {}, this.signal);
      const lesson = lessons.some(({ isUnderWay }) => isUnderWay)
        ? await get("/v1/lesson", {}, this.signal) : null;
      const picture = JSON.stringify(lesson ?? lessons);
      if (picture === this.picture) return;
      this.picture = picture;
      this.draw(lessons, lesson);
    });
  }

  draw(lessons, lesson) {
    this.drawn?.abort();
    this.drawn = new AbortController();
    const { signal } = this.drawn;
    const goOn = () => this.goOn();
    replace(this.content, lesson ? underWay(lesson, goOn, signal) : lessonChoice(lessons, goOn));
  }

  /** After a deed: what is there now comes into view. */
  async goOn() {
    await this.load();
    this.content.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}
