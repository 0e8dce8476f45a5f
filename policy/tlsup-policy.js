#!/usr/bin/env node
// Pulumi's engine starts this program, which then serves the policies. Plain JavaScript: it alone needs Pulumi's library for policies.
const { PolicyPack } = require("@pulumi/policy");
const { policies } = require("./dist/policies.js");

// The library reads the pack's version from the current folder.
process.chdir(__dirname);
new PolicyPack("tlsup", { policies: policies(() => new Date()) });
