import { importUndone, type Millis } from '#kernel';
import type { Course } from './course.js';

/** Says that all of an import is taken back. */
export function undo(course: Course, at: Millis): void {
  course.say(importUndone, at, {}, { late: 0 });
}
