//go:build tools

// Package yamlhost pins the modules that Pulumi's host for YAML programs is built from.
package yamlhost

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
