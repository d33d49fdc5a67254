package cli

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/awsenv/awsenv/pkg/aws"
	"github.com/awsenv/awsenv/pkg/broker"
	"github.com/awsenv/awsenv/pkg/browser"
	"github.com/awsenv/awsenv/pkg/cache"
	"github.com/awsenv/awsenv/pkg/custody"
	"github.com/awsenv/awsenv/pkg/dialect"
	"github.com/awsenv/awsenv/pkg/doctor"
	"github.com/awsenv/awsenv/pkg/environ"
	"github.com/awsenv/awsenv/pkg/mfa"
	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/profile/edit"
	"github.com/awsenv/awsenv/pkg/profile/ini"
	"github.com/awsenv/awsenv/pkg/program"
	"github.com/awsenv/awsenv/pkg/rotation"
	"github.com/awsenv/awsenv/pkg/serve"
	"github.com/awsenv/awsenv/pkg/session"
	"github.com/awsenv/awsenv/pkg/setup"
	"github.com/awsenv/awsenv/pkg/ssosync"
	"github.com/awsenv/awsenv/pkg/vault/keeper"
)

// secretHolders are the exported types of the program that hold a secret, or hold what
// holds one, by the words that TestSecretHoldersAreComplete finds.
var secretHolders = map[string]reflect.Type{
	"aws.DeviceCode":     reflect.TypeFor[aws.DeviceCode](),
	"aws.SSOClient":      reflect.TypeFor[aws.SSOClient](),
	"aws.NewAccessKey":   reflect.TypeFor[aws.NewAccessKey](),
	"aws.ProcessRequest": reflect.TypeFor[aws.ProcessRequest](),
	"aws.RoleRequest":    reflect.TypeFor[aws.RoleRequest](),
	"aws.SessionRequest": reflect.TypeFor[aws.SessionRequest](),
	"aws.Signin":         reflect.TypeFor[aws.Signin](),
	"broker.Broker":      reflect.TypeFor[broker.Broker](),
	"broker.Request":     reflect.TypeFor[broker.Request](),
	"browser.Opener":     reflect.TypeFor[browser.Opener](),
	"custody.Custodian":  reflect.TypeFor[custody.Custodian](),
	"custody.Home":       reflect.TypeFor[custody.Home](),
	"custody.Order":      reflect.TypeFor[custody.Order](),
	"keeper.Command":     reflect.TypeFor[keeper.Command](),
	"program.Program":    reflect.TypeFor[program.Program](),
	"rotation.InFiles":   reflect.TypeFor[rotation.InFiles](),
	"cache.MFASession":   reflect.TypeFor[cache.MFASession](),
	"cache.Memory":       reflect.TypeFor[cache.Memory](),
	"cache.Own":          reflect.TypeFor[cache.Own](),
	"cache.RoleFile":     reflect.TypeFor[cache.RoleFile](),
	"cache.Store":        reflect.TypeFor[cache.Store](),
	"doctor.File":        reflect.TypeFor[doctor.File](),
	"doctor.Patient":     reflect.TypeFor[doctor.Patient](),
	"edit.Change":        reflect.TypeFor[edit.Change](),
	"edit.Files":         reflect.TypeFor[edit.Files](),
	"edit.Option":        reflect.TypeFor[edit.Option](),
	"edit.Result":        reflect.TypeFor[edit.Result](),
	"edit.StoredKey":     reflect.TypeFor[edit.StoredKey](),
	"edit.Text":          reflect.TypeFor[edit.Text](),
	"environ.Change":     reflect.TypeFor[environ.Change](),
	"dialect.Variable":   reflect.TypeFor[dialect.Variable](),
	"ini.LineIndex":      reflect.TypeFor[ini.LineIndex](),
	"ini.Reader":         reflect.TypeFor[ini.Reader](),
	"keeper.Keychain":    reflect.TypeFor[keeper.Keychain](),
	"mfa.Codes":          reflect.TypeFor[mfa.Codes](),
	"mfa.Command":        reflect.TypeFor[mfa.Command](),
	"profile.Chain":      reflect.TypeFor[profile.Chain](),
	"profile.Opened":     reflect.TypeFor[profile.Opened](),
	"profile.File":       reflect.TypeFor[profile.File](),
	"profile.Set":        reflect.TypeFor[profile.Set](),
	"profile.Settings":   reflect.TypeFor[profile.Settings](),
	"profile.Source":     reflect.TypeFor[profile.Source](),
	"rotation.Rotator":   reflect.TypeFor[rotation.Rotator](),
	"serve.Endpoint":     reflect.TypeFor[serve.Endpoint](),
	"session.Issued":     reflect.TypeFor[session.Issued](),
	"session.Keys":       reflect.TypeFor[session.Keys](),
	"session.Session":    reflect.TypeFor[session.Session](),
	"setup.Plan":         reflect.TypeFor[setup.Plan](),
	"setup.Profile":      reflect.TypeFor[setup.Profile](),
	"ssosync.Plan":       reflect.TypeFor[ssosync.Plan](),
}

// secretField tells by its name a field whose text may be a secret. A file of AWS's is
// one as a whole, and so is an environment.
var secretField = regexp.MustCompile(`(?i)secret|token|passw|passphrase|^code$|^value$|^text$|^bytes$|^environ$|^env$|^send$|^header$`)

// notSecret are fields of such names that hold none.
var notSecret = map[string]string{
	"aws.Refusal.Code":                 "AWS's name for a refusal",
	"aws.refused.code":                 "the same",
	"aws.WebIdentityRequest.TokenFile": "a path",
	"profile.WebIdentity.TokenFile":    "a path",
	"placeholder.Part.Text":            "a piece of a prompt's format",
	"session.Header.Value":             "a header of an answer",
	"session.Variable.Value":           "the address of an endpoint",
}

// TestNoTypePrintsItsSecret: %+v of a request printed its MFA code, and that of a change
// of a file the key in it.
func TestNoTypePrintsItsSecret(t *testing.T) {
	for name, kind := range secretHolders {
		t.Run(name, func(t *testing.T) {
			filled := reflect.New(kind)
			fill(filled.Elem(), 0)
			for _, value := range []any{filled.Interface(), filled.Elem().Interface(), struct{ V any }{filled.Elem().Interface()}} {
				for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
					text := fmt.Sprintf(verb, value)
					for _, shown := range []string{theSecret, fmt.Sprintf("%x", theSecret), strings.Trim(fmt.Sprint([]byte(theSecret)), "[]")} {
						if strings.Contains(text, shown) {
							t.Fatalf("%s of a %T shows a secret: %s", verb, value, text)
						}
					}
				}
			}
		})
	}
}

const theSecret = "S3CRETT0KEN"

// fill puts the secret into every field that may hold one.
func fill(v reflect.Value, depth int) {
	if depth > 6 {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), depth+1)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), depth+1)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), depth+1)
		}
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(value, depth+1)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Struct:
		for i := range v.NumField() {
			field := v.Field(i)
			field = reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem() // unexported ones, too
			if secretField.MatchString(v.Type().Field(i).Name) && notSecret[typeName(v.Type())+"."+v.Type().Field(i).Name] == "" && put(field) {
				continue
			}
			fill(field, depth+1)
		}
	}
}

// put sets a field that holds text.
func put(field reflect.Value) bool {
	switch field.Interface().(type) {
	case []byte:
		field.SetBytes([]byte(theSecret))
	case []string:
		field.Set(reflect.ValueOf([]string{"NAME=" + theSecret}))
	case map[string]string:
		field.Set(reflect.ValueOf(map[string]string{"name": theSecret}))
	default:
		if field.Kind() != reflect.String {
			return false
		}
		field.SetString(theSecret)
	}
	return true
}

func typeName(t reflect.Type) string {
	return t.PkgPath()[strings.LastIndexByte(t.PkgPath(), '/')+1:] + "." + t.Name()
}

// TestSecretHoldersAreComplete reads the source for types that hold a secret.
func TestSecretHoldersAreComplete(t *testing.T) {
	fields := structFields(t)
	holders := map[string]bool{}
	for grown := true; grown; {
		grown = false
		for owner, all := range fields {
			for _, f := range all {
				if !holders[owner] && (f.secret || holders[f.of]) {
					holders[owner], grown = true, true
				}
			}
		}
	}
	for name := range holders {
		if first := name[strings.IndexByte(name, '.')+1]; first < 'A' || first > 'Z' {
			delete(holders, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(holders)) {
		if secretHolders[name] == nil {
			t.Errorf("%s holds a secret: list it in secretHolders, and give it a Format method if it prints what it holds", name)
		}
	}
	for name := range secretHolders {
		if !holders[name] {
			t.Errorf("%s holds no secret: take it off secretHolders", name)
		}
	}
	for name := range notSecret {
		owner, field := name[:strings.LastIndexByte(name, '.')], name[strings.LastIndexByte(name, '.')+1:]
		if !slices.ContainsFunc(fields[owner], func(f structField) bool { return f.name == field }) {
			t.Errorf("there is no %s", name)
		}
	}
}

// structField is a field of a struct in the source.
type structField struct {
	name string
	// secret says that its name and its type are those of a secret, of is the type of
	// this module that it is made of.
	secret bool
	of     string
}

// structFields are the fields of all structs of the program by type.
func structFields(t *testing.T) map[string][]structField {
	t.Helper()
	found := map[string][]structField{}
	testOnly := []string{"awstest", "desktoptest", "ptytest", "shelltest", "bench", "testdata"}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains(testOnly, d.Name()):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			if of, ok := spec.Type.(*ast.StructType); ok {
				owner := file.Name.Name + "." + spec.Name.Name
				for _, field := range of.Fields.List {
					found[owner] = append(found[owner], readField(file.Name.Name, owner, field)...)
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func readField(pkg, owner string, field *ast.Field) (fields []structField) {
	of, isText := element(pkg, field.Type)
	if len(field.Names) == 0 { // embedded
		return []structField{{name: of[strings.IndexByte(of, '.')+1:], of: of}}
	}
	for _, name := range field.Names {
		secret := isText && secretField.MatchString(name.Name) && notSecret[owner+"."+name.Name] == ""
		fields = append(fields, structField{name.Name, secret, of})
	}
	return fields
}

// element is the named type that a type is made of; isText says that it is text of some
// kind.
func element(pkg string, expr ast.Expr) (name string, isText bool) {
	switch expr := expr.(type) {
	case *ast.Ident:
		if expr.Name == "string" || expr.Name == "byte" {
			return "", true
		}
		return pkg + "." + expr.Name, false
	case *ast.SelectorExpr:
		return expr.X.(*ast.Ident).Name + "." + expr.Sel.Name, false
	case *ast.StarExpr:
		return element(pkg, expr.X)
	case *ast.ArrayType:
		return element(pkg, expr.Elt)
	case *ast.MapType:
		return element(pkg, expr.Value)
	}
	return "", false
}
