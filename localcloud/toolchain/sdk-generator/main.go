// Command sdk-generator reads the schema of a Pulumi package and writes its SDK for one language: what
// `pulumi package gen-sdk` does with language hosts newer than those that can be built from Go modules.
//
//	sdk-generator python|go SCHEMA FOLDER
package main

import (
	"encoding/json"
	"errors"
	"fmt"
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
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 || generators[args[0]] == nil {
		return errors.New("usage: sdk-generator python|go SCHEMA FOLDER")
	}
	pkg, err := readPackage(args[1])
	if err != nil {
		return err
	}
	files, err := generators[args[0]](pkg)
	if err != nil {
		return err
	}
	return replaceFolder(args[2], files)
}

func readPackage(file string) (*schema.Package, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
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
