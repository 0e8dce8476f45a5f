//go:build tools

// Package nodejshost pins the modules that Pulumi's Node.js language host is built from.
package nodejshost

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
