const base = { transform: { "^.+\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }] } };

export default {
  projects: [
    { ...base, displayName: "unit", testMatch: ["<rootDir>/tests/{unit,golden,resources}/**/*.test.ts"] },
    {
      ...base,
      displayName: "integration",
      testMatch: ["<rootDir>/tests/{integration,faults}/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/integration/setup.ts",
      globalTeardown: "<rootDir>/tests/integration/teardown.ts",
    },
  ],
};
