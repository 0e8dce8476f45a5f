import { oneLine } from "../hostile";
import { each, missing, type Refusal } from "./refusal";

/** Texts that have a special meaning in a path, a server's configuration or a shell, and values that are not texts. */
export const noNames = [
  "../../srv",
  "blog.example.com; reboot",
  "a b.example.com",
  "Blog.example.com",
  `${"a".repeat(64)}.com`,
  "localhost",
  "198.51.100.7",
  "",
  oneLine,
  7,
  null,
  {},
  ["blog.example.com"],
];

export const domains = [
  ...missing("domain"),
  ...each("domain", noNames),
  ...each("domain", [`${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(31)}.com`]),
];

/** For a sample whose domain is blog.example.com: its aliases are known but for their names, and each is another name. */
export const aliases: readonly Refusal[] = [
  ...each("aliases", [null, "www.example.com", {}]),
  ...each("aliases", [["www.example.com"], [null]], "aliases.0"),
  ...each("aliases", [[{}], [{ name: "*" }], [{ name: "*.*.example.com" }], [{ name: "a.*.com" }], [{ name: "münchen.example.com" }]], "aliases.0.name"),
  ...each(
    "aliases",
    noNames.map((name) => [{ name }]),
    "aliases.0.name",
  ),
  ...each("aliases", [[{ name: "blog.example.com" }]], "aliases.0.name"),
  ...each("aliases", [[{ name: "www.example.com" }, { name: "www.example.com", redirect: false }]], "aliases.1.name"),
  ...each("aliases", [[{ name: "www.example.com", redirect: 301 }], [{ name: "www.example.com", redirect: null }]], "aliases.0.redirect"),
  ...each("aliases", [[{ name: "www.example.com", serve: true }]], "aliases.0.serve"),
];

/** Refusals of a list of names. */
export const names = (path: string): Refusal[] => [
  ...missing(path),
  ...each(path, [null, "blog.example.com", {}, []]),
  ...each(path, [["../../srv"], ["blog.example.com;"], [7], [null]], `${path}.0`),
];
