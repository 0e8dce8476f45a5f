//go:build tools

// Package engine pins the modules that the Pulumi CLI and engine are built from.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
