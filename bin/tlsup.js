#!/usr/bin/env node
require("../dist/localcloud/cli/main.js");
