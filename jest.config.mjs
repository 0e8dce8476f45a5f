const base = {
  // jose is written as ES modules only, which Jest cannot load into a test as they are.
  transformIgnorePatterns: ["/node_modules/(?!jose/)"],
  transform: {
    "^.+\\.ts$|/node_modules/jose/.+\\.js$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } }],
  },
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/localcloud/dist/", "<rootDir>/policy/dist/"],
  // The local cloud and the policies are tested with the sources of what they import.
  moduleNameMapper: { "^tlsup$": "<rootDir>/components/index.ts", "^tlsup/cli$": "<rootDir>/cli/index.ts" },
};

export default {
  reporters: ["default", "<rootDir>/tests/support/tally.mjs"],
  // A sixth of a test's time is waiting, so three files keep two cores busy, and each test takes longer than it would alone.
  maxWorkers: 3,
  // A limit for what hangs: the same test takes two or three times as long on another machine, or beside two long ones.
  testTimeout: 120_000,
  // Of the tests in one file that do not wait for each other.
  maxConcurrency: 2,
  // Always workers, also for one file: Node.js reads NODE_EXTRA_CA_CERTS when it starts, and the set-up is what names the local cloud's root.
  workerIdleMemoryLimit: "8GB",
  projects: [
    { ...base, displayName: "unit", testMatch: ["<rootDir>/tests/{unit,golden,resources}/**/*.test.ts"] },
    {
      ...base,
      displayName: "integration",
      testMatch: ["<rootDir>/tests/{integration,faults}/**/*.test.ts"],
      globalSetup: "<rootDir>/tests/integration/setup.ts",
      globalTeardown: "<rootDir>/tests/integration/teardown.ts",
      setupFilesAfterEnv: ["<rootDir>/tests/integration/own-token.ts"],
    },
  ],
};
