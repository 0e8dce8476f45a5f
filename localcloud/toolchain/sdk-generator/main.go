// Command sdk-generator reads the schema of a Pulumi package and writes its SDK for one language: what
// `pulumi package gen-sdk` does with language hosts newer than those that can be built from Go modules.
//
//	sdk-generator python|go FOLDER < schema.json
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	golang "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

// The generators by language. Each returns the SDK's files by their path.
var generators = map[string]func(pkg *schema.Package) (map[string][]byte, error){
	"go": func(pkg *schema.Package) (map[string][]byte, error) {
		return golang.GeneratePackage("tlsup", pkg, nil)
	},
	"python": func(pkg *schema.Package) (map[string][]byte, error) {
		return python.GeneratePackage("tlsup", pkg, nil, nil)
	},
}

func main() {
	if err := run(os.Args[1:], os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, input io.Reader) error {
	if len(args) != 2 || generators[args[0]] == nil {
		return fmt.Errorf("usage: sdk-generator python|go FOLDER < schema.json")
	}
	pkg, err := readPackage(input)
	if err != nil {
		return err
	}
	files, err := generators[args[0]](pkg)
	if err != nil {
		return err
	}
	return replaceFolder(args[1], files)
}

func readPackage(input io.Reader) (*schema.Package, error) {
	var spec schema.PackageSpec
	if err := json.NewDecoder(input).Decode(&spec); err != nil {
		return nil, fmt.Errorf("reading the schema: %w", err)
	}
	pkg, diagnostics, err := schema.BindSpec(spec, schema.NewNullLoader(), schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	// Makes the SDK a package that pip and go can install: with pyproject.toml, and with go.mod.
	pkg.SupportPack = true
	return pkg, nil
}

// replaceFolder removes what an earlier run has left in the folder.
func replaceFolder(folder string, files map[string][]byte) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
