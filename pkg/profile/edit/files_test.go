package edit

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/awsenv/awsenv/pkg/profile"
	"github.com/awsenv/awsenv/pkg/voice"
)

// noticed keeps what is noticed.
type noticed struct {
	voice.None
	texts *[]string
}

func (n noticed) Notice(text string) { *n.texts = append(*n.texts, text) }

// both are the two files in a home of their own, as they were parsed.
func both(t *testing.T, config, credentials string) (f Files, home string, heard *[]string) {
	t.Helper()
	home, heard = t.TempDir(), &[]string{}
	configPath, credentialsPath := profile.Paths(nil, home)
	if err := os.Mkdir(filepath.Dir(configPath), 0o700); err != nil {
		t.Fatal(err)
	}
	put(t, configPath, config, 0o600)
	put(t, credentialsPath, credentials, 0o600)
	set, err := profile.Parse(profile.File{Path: configPath, Text: []byte(config)}, profile.File{Path: credentialsPath, Text: []byte(credentials)})
	if err != nil {
		t.Fatal(err)
	}
	return NewFiles(set, nil, home, &locker{}, noticed{texts: heard}), home, heard
}

func TestFilesTellWhereThingsStand(t *testing.T) {
	f, _, _ := both(t,
		"[profile iam]\nregion = x\nmfa_serial = old\n[profile conf]\naws_access_key_id = AKIAC\naws_secret_access_key = s\n[profile role]\nusername = u\n",
		"[iam]\naws_access_key_id = AKIA\naws_secret_access_key = s\nusername = u\n[temporary]\naws_access_key_id = ASIA\naws_secret_access_key = s\naws_session_token = t\n")
	for _, test := range []struct {
		profile, option   string
		standing, holding FileKind
		line              int
	}{
		{"iam", "username", Credentials, Credentials, 4},
		{"iam", "mfa_serial", Config, Credentials, 3},
		{"iam", "nothing", 0, Credentials, 0},
		{"conf", "aws_access_key_id", Config, Config, 5},
		{"role", "username", Config, Config, 8},
		{"nobody", "x", 0, Config, 0},
	} {
		kind, line := f.Standing(test.profile, test.option)
		if holding := f.Holding(test.profile, test.option); kind != test.standing || line != test.line || holding != test.holding {
			t.Errorf("%s of %s: %d in line %d, to be written to %d", test.option, test.profile, kind, line, holding)
		}
	}
	if got := f.EndingWith(Config); !slices.Equal(got, []FileKind{Credentials, Config}) {
		t.Errorf("ending with the config file: %v", got)
	}
	keys, err := f.Keys()
	if err != nil || len(keys) != 2 || keys[0].Profile != "conf" || keys[1].Keys.AccessKeyID != "AKIA" {
		t.Errorf("keys %v, %v", keys, err)
	}
}

// A variable that is set and empty names no file.
func TestFilesThatAreNotThere(t *testing.T) {
	f, home, _ := both(t, "", users)
	none := func(name string) (string, bool) { return "", name == "AWS_CONFIG_FILE" }
	f = NewFiles(f.set, none, home, &locker{}, voice.None{})
	if got := f.EndingWith(Credentials); !slices.Equal(got, []FileKind{Credentials}) {
		t.Errorf("files %v", got)
	}
	if _, err := f.Edit(t.Context(), Config, func(Text) ([]Change, error) { return nil, nil }); err == nil {
		t.Error("a file without a path was edited")
	}
}

func TestAnEditIsTriedAgainWhenSomebodyElseWrites(t *testing.T) {
	f, home, heard := both(t, "", users)
	_, path := profile.Paths(nil, home)
	for times, fails := range map[int]bool{2: false, 3: true} {
		put(t, path, users, 0o600)
		asked := 0
		changed, err := f.Edit(t.Context(), Credentials, func(Text) ([]Change, error) {
			if asked++; asked <= times {
				put(t, path, users+strings.Repeat("# c\n", asked), 0o600)
			}
			return []Change{Set("iam", "x", "1")}, nil
		})
		var raced *Error
		if errors.As(err, &raced) != fails || changed == fails {
			t.Errorf("disturbed %d times: changed %v, %v", times, changed, err)
		}
		text, err := os.ReadFile(path)
		if err != nil || strings.Contains(string(text), "x = 1") == fails || strings.Count(string(text), "# c\n") != times {
			t.Errorf("disturbed %d times it holds %q, %v", times, text, err)
		}
	}
	if len(*heard) != 1 || !strings.HasSuffix((*heard)[0], "is kept: ~/.aws/credentials"+BackupSuffix+"; awsenv forget --backups deletes it") {
		t.Errorf("heard %q", *heard)
	}
}

// The folder of the AWS files may be a link into a repository that goes to other places:
// the backup is told of where it really is, and can be deleted.
func TestBackupBehindALinkIsToldOfAndDeleted(t *testing.T) {
	f, home, heard := both(t, "", users)
	if err := errors.Join(os.Rename(filepath.Join(home, ".aws"), filepath.Join(home, "dotfiles")), os.Symlink("dotfiles", filepath.Join(home, ".aws"))); err != nil {
		t.Fatal(err)
	}
	if removed, err := f.RemoveBackups(); len(removed) != 0 || err != nil {
		t.Errorf("removed %q, %v", removed, err)
	}
	if _, err := f.Edit(t.Context(), Credentials, func(Text) ([]Change, error) { return []Change{Set("iam", "x", "1")}, nil }); err != nil {
		t.Fatal(err)
	}
	const place = "~/.aws/credentials.awsenv-backup, which is ~/dotfiles/credentials.awsenv-backup"
	if len(*heard) != 1 || !strings.Contains((*heard)[0], place) {
		t.Errorf("heard %q", *heard)
	}
	removed, err := f.RemoveBackups()
	if !slices.Equal(removed, []string{place}) || err != nil {
		t.Errorf("removed %q, %v", removed, err)
	}
	if left, _ := filepath.Glob(filepath.Join(home, "dotfiles", "*"+BackupSuffix)); len(left) > 0 {
		t.Errorf("left %q", left)
	}
	want(t, filepath.Join(home, "dotfiles", "credentials"), users+"x = 1\n", 0o600)
}
