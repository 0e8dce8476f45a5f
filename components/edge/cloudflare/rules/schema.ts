import * as v from "valibot";
import { settings } from "../../../shared/validation";

const seconds = v.pipe(v.number(), v.integer("must be a whole number of seconds"), v.minValue(0, "must be at least 0"));

const path = v.pipe(
  v.string(),
  v.regex(/^\/[\w.~/-]*$/, "must begin with / and consist of letters, digits, and . _ ~ - /"),
  v.maxLength(200, "must have at most 200 characters"),
);

const entry = v.pipe(
  settings({ path, edge: v.optional(seconds), browser: v.optional(seconds), bypass: v.optional(v.boolean()) }),
  v.check(({ edge, browser, bypass }) => edge !== undefined || browser !== undefined || bypass !== undefined, "must say one of edge, browser and bypass"),
  v.check(({ edge, bypass }) => bypass !== true || edge === undefined, "must not say edge beside bypass, as the edge keeps nothing then"),
);

/** The schema of `cache`. */
export const cacheSchema = v.pipe(
  v.array(entry),
  v.maxLength(25, "must have at most 25 entries"),
  v.check((entries) => new Set(entries.map((each) => each.path)).size === entries.length, "must have each path once"),
);

/** The schema of `rateLimit`. */
export const rateLimitSchema = settings({ requests: v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1, "must be at least 1")) });
