/** What the browser keeps of lessons until the tab is closed: chosen answers, and points. */

const POINTS = "meterfarm.lessons.points";

function answersKey({ lesson, started }) {
  return `meterfarm.lesson.${lesson}.${started}`;
}

function read(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

/** The answers that were chosen in this run of a lesson, by question. */
export function keptAnswers(lesson) {
  return read(answersKey(lesson));
}

/** Keeps the chosen answers. */
export function keepAnswers(lesson, answers) {
  sessionStorage.setItem(answersKey(lesson), JSON.stringify(answers));
}

/** Forgets the answers of a lesson that is over. */
export function forgetAnswers(lesson) {
  sessionStorage.removeItem(answersKey(lesson));
}

/** The best points of each lesson. */
export function keptPoints() {
  return read(POINTS);
}

/** Keeps the points of a lesson, if they are the best. */
export function keepPoints({ lesson }, points) {
  const all = keptPoints();
  if (!(all[lesson] >= points)) all[lesson] = points;
  sessionStorage.setItem(POINTS, JSON.stringify(all));
}
