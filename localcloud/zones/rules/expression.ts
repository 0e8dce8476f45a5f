import { isIP } from "node:net";
import { literal } from "../../literal";
import { networks } from "../networks";
import { addressFields, flagFields, isForeignField, textFields, type RuleRequest } from "./fields";

/** Whether a rule matches a request. */
export type Test = (request: RuleRequest) => boolean;

/** An expression that does not parse. */
export class ExpressionFault extends Error {}

/** An expression that Cloudflare understands and the local cloud does not. */
export class ForeignExpression extends Error {}

const token = /\s*(?:("(?:[^"\\]|\\.)*")|(&&|\|\||\^\^|==|!=|[!(){},~])|([A-Za-z_][\w.]*)|([0-9A-Fa-f:.]+(?:\/\d+)?))/y;

/** Cloudflare's signs for operators, with the operators' names. */
const signs: Readonly<Record<string, string>> = { "&&": "and", "||": "or", "^^": "xor", "!": "not", "==": "eq", "!=": "ne", "~": "matches" };

const comparisons: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  contains: (value, wanted) => value.includes(wanted),
  wildcard: (value, wanted) => wildcard(wanted, "is").test(value),
  "strict wildcard": (value, wanted) => wildcard(wanted, "s").test(value),
};

const functions: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  starts_with: (value, wanted) => value.startsWith(wanted),
  ends_with: (value, wanted) => value.endsWith(wanted),
};

/**
 * The test that an expression of the rules language describes: https://developers.cloudflare.com/ruleset-engine/rules-language/
 *
 * @throws ExpressionFault if it does not parse, ForeignExpression if it uses more than the local cloud knows.
 */
export function parseExpression(text: string): Test {
  const parser = new Parser(tokensOf(text));
  return parser.whole();
}

/** The fields that an expression names. */
export function fieldsIn(text: string): string[] {
  return [...new Set(tokensOf(text))].filter((each) => own(textFields, each) !== undefined);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  for (let rest = text.trim(); rest !== ""; rest = text.slice(token.lastIndex).trim()) {
    const [, quoted, sign, word, address] = token.exec(text) ?? [];
    const found = quoted ?? sign ?? word ?? address;
    if (found === undefined) throw new ExpressionFault(`unknown text begins at ${JSON.stringify(rest.slice(0, 20))}`);
    tokens.push(sign === undefined ? found : (signs[sign] ?? found));
  }
  return tokens;
}

class Parser {
  #next = 0;

  constructor(readonly tokens: readonly string[]) {}

  whole(): Test {
    const test = this.#either();
    if (this.#next < this.tokens.length) throw this.#unexpected("the end");
    return test;
  }

  /** `or` binds weakest, then `xor`, then `and`; `not` binds strongest. */
  #either(): Test {
    return this.#joined("or", () => this.#joined("xor", () => this.#joined("and", () => this.#single(), all), odd), any);
  }

  #joined(operator: string, operand: () => Test, join: (tests: readonly Test[]) => Test): Test {
    const tests = [operand()];
    while (this.#take(operator)) tests.push(operand());
    const [only] = tests;
    return only && tests.length === 1 ? only : join(tests);
  }

  #single(): Test {
    if (this.#take("not")) {
      const test = this.#single();
      return (request) => !test(request);
    }
    if (this.#take("(")) {
      const test = this.#either();
      this.#expect(")");
      return test;
    }
    const name = this.#word();
    const flag = own(flagFields, name);
    if (flag) return flag;
    const call = own(functions, name);
    return call ? this.#call(call) : this.#comparison(this.#value(name), addressFields.has(name));
  }

  /** `starts_with(field, "text")`. */
  #call(holds: (value: string, wanted: string) => boolean): Test {
    this.#expect("(");
    const value = this.#value(this.#word());
    this.#expect(",");
    const wanted = this.#text();
    this.#expect(")");
    return (request) => holds(value(request), wanted);
  }

  #value(name: string): (request: RuleRequest) => string {
    if (name === "lower" && this.#take("(")) {
      const value = this.#value(this.#word());
      this.#expect(")");
      return (request) => value(request).toLowerCase();
    }
    const field = own(textFields, name);
    if (field) return field;
    if (isForeignField(name) || this.tokens[this.#next] === "(") throw new ForeignExpression(name);
    throw new ExpressionFault(`there is no field ${name}`);
  }

  #comparison(value: (request: RuleRequest) => string, isAddress: boolean): Test {
    const word = this.#word();
    const operator = word === "strict" ? `strict ${this.#word()}` : word;
    if (operator === "matches") throw new ExpressionFault("not entitled to use the operator matches: it needs the Business plan");
    const members = operator === "in" ? this.#list(isAddress) : undefined;
    if (isAddress) {
      if (!members && operator !== "eq" && operator !== "ne") throw new ExpressionFault(`an address is not compared by ${operator}`);
      const listed = networks(members ?? [this.#operand(true)]);
      return (request) => listed.check(value(request), value(request).includes(":") ? "ipv6" : "ipv4") !== (operator === "ne");
    }
    if (members) return (request) => members.includes(value(request));
    const holds = own(comparisons, operator);
    if (!holds) throw new ExpressionFault(`there is no operator ${operator}`);
    const wanted = this.#text();
    return (request) => holds(value(request), wanted);
  }

  #list(isAddress: boolean): string[] {
    this.#expect("{");
    const members: string[] = [];
    while (!this.#take("}")) members.push(this.#operand(isAddress));
    if (members.length === 0) throw new ExpressionFault("a list must have a member");
    return members;
  }

  #operand(isAddress: boolean): string {
    return isAddress ? this.#read((each) => isIP(each.replace(/\/\d+$/, "")) !== 0, "an address") : this.#text();
  }

  #text(): string {
    return this.#read((each) => each.startsWith('"'), "a text in double quotes")
      .slice(1, -1)
      .replace(/\\(.)/gs, "$1");
  }

  #word(): string {
    return this.#read((each) => /^[A-Za-z_]/.test(each), "a word");
  }

  #expect(wanted: string): void {
    this.#read((each) => each === wanted, wanted);
  }

  #take(wanted: string): boolean {
    if (this.tokens[this.#next] !== wanted) return false;
    this.#next += 1;
    return true;
  }

  #read(fits: (token: string) => boolean, wanted: string): string {
    const found = this.tokens[this.#next];
    if (found === undefined || !fits(found)) throw this.#unexpected(wanted);
    this.#next += 1;
    return found;
  }

  #unexpected(wanted: string): ExpressionFault {
    return new ExpressionFault(`${wanted} was expected in place of ${this.tokens[this.#next] ?? "the end"}`);
  }
}

const all =
  (tests: readonly Test[]): Test =>
  (request) =>
    tests.every((test) => test(request));
const any =
  (tests: readonly Test[]): Test =>
  (request) =>
    tests.some((test) => test(request));
const odd =
  (tests: readonly Test[]): Test =>
  (request) =>
    tests.filter((test) => test(request)).length % 2 === 1;

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** An asterisk stands for any text, and a backslash escapes it. */
function wildcard(pattern: string, flags: string): RegExp {
  const parts = pattern.match(/\\[*\\]|\*|[^*\\]+|\\/g) ?? [];
  const source = parts.map((part) => (part === "*" ? ".*" : literal(part.replace(/^\\(?=[*\\])/, ""))));
  return new RegExp(`^${source.join("")}$`, flags);
}
