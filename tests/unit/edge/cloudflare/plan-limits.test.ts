import { planProblems, type PlannedSettings } from "../../../../components/edge/cloudflare/plan-limits";

const domain = "blog.example.com";
const told = (settings: Omit<PlannedSettings, "domain">, plan: string): string[] => planProblems({ domain, ...settings }, "example.com", plan);

const limit = "Cannot limit requests to blog.example.com alone as the plan must be Pro or higher: the zone example.com is on free. ";
const kept = (plan: string): string =>
  `Cannot have the edge keep answers of blog.example.com so short as the plan must allow it: the zone example.com is on ${plan}. ` +
  "Choose a higher one, or say at least ";

test("a limit of requests to one host name needs the Pro plan", () => {
  expect(told({ isLimited: true }, "free")).toEqual([`${limit}Choose a higher one, or leave proxy.rateLimit out`]);
  expect(["pro", "business", "enterprise", "of another name"].flatMap((plan) => told({ isLimited: true }, plan))).toEqual([]);
});

test("the edge keeps answers for as long as the plan says, or longer, and as the host says on each", () => {
  const cache = [{ edge: 3599 }, {}, { edge: 3600 }, { edge: 7199 }, { edge: 7200 }];
  const at = (index: number, edge: number): string => `proxy.cache.${String(index)}.edge, which is ${String(edge)}`;
  expect(told({ isLimited: false, cache }, "free")).toEqual([`${kept("free")}7200 seconds in ${[at(0, 3599), at(2, 3600), at(3, 7199)].join(", and in ")}`]);
  expect(told({ isLimited: false, cache }, "pro")).toEqual([`${kept("pro")}3600 seconds in ${at(0, 3599)}`]);
  expect(told({ isLimited: false, cache: [{ edge: 0 }] }, "business")).toEqual([]);
});

test("both are told at once", () => {
  expect(told({ isLimited: true, cache: [{ edge: 60 }] }, "free")).toHaveLength(2);
});
