import ts from "typescript";
import { TypeNames } from "../../../../components/provider/schema/type-names";

const text = `
type Size = "small" | "large";
type Same = "left" | "right";
type Side = "right" | "left";
interface Ball { readonly kind: "ball" }
interface Cube { readonly kind: "cube" }
interface Cone { readonly kind: "cone" }
type Round = Ball | Cone;
interface Settings {
  readonly plain: Size;
  readonly optional?: "large" | "small";
  readonly twice: "left" | "right";
  readonly unnamed: "up" | "down";
  readonly ball?: Ball;
  readonly literal: "ball";
  readonly several: Round | Cube;
  readonly all: Round;
}
`;

const source = ts.createSourceFile("settings.ts", text, ts.ScriptTarget.ES2022, true);
const host: ts.CompilerHost = { ...ts.createCompilerHost({}), getSourceFile: (name) => (name === "settings.ts" ? source : undefined) };
const checker = ts.createProgram(["settings.ts"], { strict: true, noLib: true, types: [] }, host).getTypeChecker();
const names = new TypeNames(checker, [source]);
const settings = source.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === "Settings") as ts.InterfaceDeclaration;
const typeOf = (setting: string): ts.Type => checker.getTypeOfSymbol(checker.getTypeAtLocation(settings).getProperty(setting)!);

test.each([
  ["plain", "Size"],
  ["optional", "Size"],
  ["twice", undefined],
  ["unnamed", undefined],
  ["ball", "Ball"],
  ["literal", undefined],
  ["all", "Round"],
])("the type of the setting %s is called %s", (setting, name) => {
  expect(names.nameOf(checker.getNonNullableType(typeOf(setting)))).toBe(name);
  if (setting === "optional") expect(names.nameOf(typeOf(setting))).toBe(name);
});

test("a union that is a part of another one is found in it, and not in itself", () => {
  const within = (setting: string): string[] => names.unionsIn((typeOf(setting) as ts.UnionType).types).map(({ name, types }) => `${name} ${types.length}`);
  expect([within("several"), within("all"), within("unnamed")]).toEqual([["Round 2"], [], []]);
});
