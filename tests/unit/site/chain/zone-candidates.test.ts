import { zoneCandidates } from "../../../../components/site/chain/zone-candidates";

test.each([
  ["a.blog.example.com", ["a.blog.example.com", "blog.example.com", "example.com"]],
  ["example.com", ["example.com"]],
  ["localhost", []],
])("the zone of %s is looked for from the longest name on, and never at a top-level domain", (hostname, candidates) => {
  expect(zoneCandidates(hostname)).toEqual(candidates);
});
