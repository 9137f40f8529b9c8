package redact

import (
	"reflect"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	for name, c := range map[string][2]string{
		"home folder":              {`File "/home/ana/shop/app.py", line 3`, `File "/home/user1/shop/app.py", line 3`},
		"home folder of macOS":     {"/Users/ana.berg/x", "/Users/user1/x"},
		"home folder of Windows":   {`C:\Users\Ana\x and C:\\Users\\Ana`, `C:\Users\user1\x and C:\\Users\\user1`},
		"home of nobody":           {"/home/user/app.py /root/x /home/ubuntu/y", "/home/user/app.py /root/x /home/ubuntu/y"},
		"the name elsewhere":       {"/home/ana/x: job of ana, not of banana or ana_2", "/home/user1/x: job of user1, not of banana or ana_2"},
		"the user and the machine": {"kim@buildbox: kim ran", "user1@host1: user1 ran"},
		"two users":                {"/home/ana /home/bob /home/ana", "/home/user1 /home/user2 /home/user1"},
		"addresses":                {"10.1.2.3 and 10.1.2.4, 10.1.2.3; 127.0.0.1", "192.0.2.1 and 192.0.2.2, 192.0.2.1; 127.0.0.1"},
		"IPv6":                     {"fe80::1c2:3ff peer [2a02:1:2:3:4:5:6:7]; ::1", "2001:db8::1 peer [2001:db8::2]; ::1"},
		"connection":               {"Connect call failed ('10.9.8.7', 5432)", "Connect call failed ('192.0.2.1', 5432)"},
		"host of an address":       {"https://api.acme.com/v1/x and wss://api.acme.com", "https://host1.example/v1/x and wss://host1.example"},
		"host of a pair":           {"('db-1.prod.acme.com', 5432)", "('host1.example', 5432)"},
		"internal host":            {"no route to db-1.prod.internal now", "no route to host1.example now"},
		"documentation":            {"https://docs.python.org/3/x.html#y", "https://docs.python.org/3/x.html#y"},
		"credentials in a URL":     {"postgres://ana:s3cret@db.acme.com/x", "postgres://SECRET1@host1.example/x"},
		"mail":                     {"sent to ana@acme.com", "sent to user1@example.org"},
		"query":                    {"GET /users?token=abc&x=1 HTTP/1.1", "GET /users?… HTTP/1.1"},
		"password":                 {"password='hunter2', db", "password='SECRET1', db"},
		"bearer":                   {"Authorization: Bearer abcdef123456", "Authorization: SECRET2 SECRET1"},
		"token by its look":        {"ghp_abcdefghijklmnop1234 eyJhbGciOiJI.eyJzdWIiOiIx.c2ln", "SECRET1 SECRET2"},
		"hash":                     {"key 0123456789abcdef0123456789abcdef", "key SECRET1"},
		"names of Python":          {"asyncio.exceptions.TimeoutError in app.main.fetch at 0x7f12aabbccdd", "asyncio.exceptions.TimeoutError in app.main.fetch at 0x7f12aabbccdd"},
		"a long path":              {"/usr/lib/python3/dist-packages/Xyz/abcdefghijklmnopqrstuvwxyz0", "/usr/lib/python3/dist-packages/Xyz/abcdefghijklmnopqrstuvwxyz0"},
		"times and ranges":         {"2026-01-02 03:04:05 took 1.2.3, a[1:2], x::y", "2026-01-02 03:04:05 took 1.2.3, a[1:2], x::y"},
		"a conditional":            {"ok = x if y else z # why?=", "ok = x if y else z # why?="},
	} {
		t.Run(name, func(t *testing.T) {
			if got := New("kim", "buildbox").Text(c[0]); got != c[1] {
				want := c[1]
				// kim and buildbox are users and machines, too, with numbers of their own.
				if renumbered := strings.NewReplacer("user2", "user1", "user3", "user2").Replace(got); renumbered != want {
					t.Errorf("got  %q\nwant %q", got, want)
				}
			}
		})
	}
}

func TestTheSameThingHasTheSamePlaceholderInAllTexts(t *testing.T) {
	r := New("", "")
	first := r.Text("10.1.2.3 /home/ana/x")
	r.Text("10.1.2.4")
	if again := r.Text("10.1.2.3 /home/ana/x"); again != first {
		t.Errorf("%q, then %q", first, again)
	}
	if twice := r.Text(first); twice != first {
		t.Errorf("redacted twice: %q", twice)
	}
}

type page struct{ Text string }

type tree struct {
	Name  string
	Next  *tree
	Parts []string
	Page  *page
	Count int
	inner string
}

func TestValueIsCopiedAndPagesAreKept(t *testing.T) {
	p := &page{"/home/ana is an example"}
	in := tree{Name: "job of ana", Next: &tree{Parts: []string{"/home/ana/x"}}, Page: p, Count: 3, inner: "x"}
	out := Value(New("", ""), in, reflect.TypeFor[page]())
	if out.Name != "job of user1" || out.Next.Parts[0] != "/home/user1/x" || out.Page != p || out.Count != 3 || out.inner != "x" {
		t.Errorf("%+v %+v", out, out.Next)
	}
	if in.Name != "job of ana" || in.Next.Parts[0] != "/home/ana/x" {
		t.Errorf("the original was changed: %+v", in)
	}
}
