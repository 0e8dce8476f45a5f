import fc from "fast-check";
import { ExpressionFault, ForeignExpression, parseExpression } from "../../../../localcloud/zones/rules/expression";
import type { RuleRequest } from "../../../../localcloud/zones/rules/fields";

const request: RuleRequest = { host: "shop.example.test", uri: "/static/App.css?v=2", method: "GET", address: "192.0.2.7", isTls: true };
const holds = (expression: string): boolean => parseExpression(expression)(request);

describe("an expression of the rules language", () => {
  it.each([
    ['http.host eq "shop.example.test"', true],
    ['http.host == "other.example.test"', false],
    ['http.host ne "other.example.test"', true],
    ['(http.host eq "shop.example.test" and starts_with(http.request.uri.path, "/static/"))', true],
    ['http.host eq "shop.example.test" and not starts_with(http.request.uri.path, "/static/")', false],
    ['not (http.host eq "a" or http.host eq "b")', true],
    ['http.host in {"a.example.test" "shop.example.test"}', true],
    ['not http.host in {"a.example.test"}', true],
    ['http.request.uri.path eq "/static/App.css"', true],
    ['http.request.uri contains "v=2"', true],
    ['http.request.uri.query eq "v=2"', true],
    ['http.request.uri.path.extension in {"css" "js"}', true],
    ['http.request.full_uri wildcard "https://shop.*/STATIC/*"', true],
    ['http.request.full_uri strict wildcard "https://shop.*/STATIC/*"', false],
    ['ends_with(lower(http.request.uri.path), ".css")', true],
    ["ip.src in {198.51.100.0/24 192.0.2.0/29}", true],
    ["ip.src eq 192.0.2.8", false],
    ["ip.src ne 2001:db8::1", true],
    ["ssl && !false", true],
    ["true xor ssl", false],
    // `and` binds more than `xor`, and that more than `or`.
    ["true or true and false", true],
    ["true or true xor true", true],
    ["false and true xor true", true],
    ['http.request.uri.path contains "\\"" or http.request.method eq "GET"', true],
  ])("%s: %s", (expression, expected) => {
    expect(holds(expression)).toBe(expected);
  });

  it.each([
    ["", "a word was expected in place of the end"],
    ['http.host eq "a" and', "in place of the end"],
    ['http.host eq "a" "b"', 'the end was expected in place of "b"'],
    ["http.host eq shop", "a text in double quotes was expected in place of shop"],
    ['(http.host eq "a"', ") was expected"],
    ['host eq "a"', "there is no field host"],
    ['http.host is "a"', "there is no operator is"],
    ["http.host in {}", "a list must have a member"],
    ['http.host matches "^a"', "not entitled to use the operator matches"],
    ["http.host eq 'a'", "unknown text begins at"],
    ["ip.src contains 1.2.3.4", "an address is not compared by contains"],
    ['constructor eq "a"', "there is no field constructor"],
  ])("%s is none: %s", (expression, reason) => {
    expect(() => parseExpression(expression)).toThrow(ExpressionFault);
    expect(() => parseExpression(expression)).toThrow(reason);
  });

  it.each(['http.user_agent contains "bot"', "cf.threat_score gt 10", 'concat("a", "b") eq "ab"'])("%s says more than the local cloud knows", (expression) => {
    expect(() => parseExpression(expression)).toThrow(ForeignExpression);
  });

  it("compares any text as it was written", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const quoted = `"${text.replace(/[\\"]/g, "\\$&")}"`;
        const uri = `/${text.replaceAll("?", "")}`;
        expect(parseExpression(`http.host eq ${quoted}`)({ ...request, host: text })).toBe(true);
        expect(parseExpression(`http.host ne ${quoted}`)({ ...request, host: `${text}.` })).toBe(true);
        expect(parseExpression(`starts_with(http.request.uri.path, "/")`)({ ...request, uri })).toBe(true);
      }),
    );
  });
});
