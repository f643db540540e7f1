/** Lessons: something is wrong, and hidden; the trainee names it. */

import { all, get } from "../api.js";
import { pageHead, replace, h } from "../dom.js";
import { attempt, problemPlace } from "../problem.js";
import { lessonChoice } from "./choice.js";
import { underWay } from "./under-way.js";

export async function lessonPage(main, { signal }) {
  const problem = problemPlace();
  const content = h("div", { class: "stack" });
  main.append(pageHead("Lesson", "A hidden fault, to be found from panels and readings"), problem,
    content);
  const load = () => attempt(problem, async () => {
    const lessons = await all("/v1/lessons", {}, signal);
    if (lessons.some((lesson) => lesson.isUnderWay)) {
      replace(content, underWay(await get("/v1/lesson", {}, signal), problem, load));
    } else replace(content, lessonChoice(lessons, problem, load));
  });
  await load();
}
