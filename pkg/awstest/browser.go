package awstest

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// Browser is a browser that is a program: it follows redirects and sends the
// form of the emulator's verification page. What the person says is up to
// World.Person. It goes to loopback alone, unless it has a proxy.
type Browser struct {
	// Proxy is a Server's ProxyURL, and CAPEM its authority, to reach it under
	// AWS's own host names.
	Proxy string
	CAPEM []byte
}

// Page is what a browser shows in the end.
type Page struct {
	// URL is its address. Visited are the addresses before it, in order.
	URL     string
	Visited []string
	// Status is 0 for an address that the browser did not go to.
	Status int
	// Text is the page's, without tags, as a person reads it.
	Text string
	// Code is what the page shows to be copied, "" for nothing.
	Code string
}

// mostPages is how many redirects and forms one visit may have.
const mostPages = 10

// Visit opens an address and follows where it leads. A page of any status is no
// error.
func (b Browser) Visit(ctx context.Context, address string) (Page, error) {
	client, err := b.client()
	if err != nil {
		return Page{}, err
	}
	defer client.CloseIdleConnections()
	page := Page{URL: address}
	method, form := http.MethodGet, url.Values(nil)
	for range mostPages {
		if !b.goesTo(page.URL) {
			return page, nil
		}
		at := page.URL
		next, body, err := page.load(ctx, client, method, form)
		switch {
		case err != nil:
			return page, err
		case next != "":
			method, form = http.MethodGet, nil
		default:
			if next, form = formOf(at, body); next == "" {
				icon(ctx, client, address, at)
				return page, nil
			}
			method = http.MethodPost
		}
		page.Visited, page.URL = append(page.Visited, at), next
	}
	return page, fmt.Errorf("more than %d pages from %s", mostPages, address)
}

// load gets the page at p.URL, or the address that it sends the browser to.
func (p *Page) load(ctx context.Context, client *http.Client, method string, form url.Values) (next, body string, err error) {
	r, err := http.NewRequestWithContext(ctx, method, p.URL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", "", err
	}
	r.Header.Set("User-Agent", "Mozilla/5.0 (awstest)")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := client.Do(r)
	if err != nil {
		return "", "", err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	if err != nil {
		return "", "", err
	}
	if to, err := resp.Location(); err == nil {
		return to.String(), "", nil
	}
	p.Status, p.Text, p.Code = resp.StatusCode, plainText(string(text)), ""
	if shown := regexp.MustCompile(`<code>([^<]*)</code>`).FindSubmatch(text); shown != nil {
		p.Code = html.UnescapeString(string(shown[1]))
	}
	return "", string(text), nil
}

// icon asks for the picture of another host than the visit began at, as browsers
// do with every page. Whether there is one, or still a host, is of no interest.
func icon(ctx context.Context, client *http.Client, first, last string) {
	a, errA := url.Parse(first)
	b, errB := url.Parse(last)
	if errA != nil || errB != nil || a.Host == b.Host {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.Scheme+"://"+b.Host+"/favicon.ico", nil)
	if err != nil {
		return
	}
	if resp, err := client.Do(r); err == nil {
		_ = resp.Body.Close()
	}
}

func (b Browser) client() (*http.Client, error) {
	transport := &http.Transport{Proxy: func(r *http.Request) (*url.URL, error) {
		if b.Proxy == "" || isLoopback(r.URL.Hostname()) {
			return nil, nil
		}
		return url.Parse(b.Proxy)
	}}
	if len(b.CAPEM) != 0 {
		config, err := trusting(b.CAPEM)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig = config
	}
	return &http.Client{
		Transport: transport, Timeout: time.Minute,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}, nil
}

// goesTo reports whether the browser may open an address.
func (b Browser) goesTo(address string) bool {
	u, err := url.Parse(address)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && (isLoopback(u.Hostname()) || b.Proxy != "" && isAWS(u.Hostname()))
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// formOf is where a page's form is posted, and what is in it; "" when the page
// has none that a program could fill in.
func formOf(at, body string) (address string, values url.Values) {
	form := regexp.MustCompile(`<form method="post" action="([^"]*)">(.*?)</form>`).FindStringSubmatch(body)
	if form == nil {
		return "", nil
	}
	base, err := url.Parse(at)
	if err != nil {
		return "", nil
	}
	to, err := base.Parse(html.UnescapeString(form[1]))
	if err != nil {
		return "", nil
	}
	values = url.Values{}
	for _, input := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`).FindAllStringSubmatch(form[2], -1) {
		values.Add(html.UnescapeString(input[1]), html.UnescapeString(input[2]))
	}
	return to.String(), values
}

func plainText(page string) string {
	page = regexp.MustCompile(`(?s)<(title|style|script)[^>]*>.*?</(title|style|script)>`).ReplaceAllString(page, "")
	page = regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, " ")
	return strings.Join(strings.Fields(html.UnescapeString(page)), " ")
}

// The browsers that Browse knows.
const (
	Follows = "follows" // as Browser.Visit
	Nothing = "nothing" // opens a window that nobody looks at
	Fails   = "fails"   // cannot be started
	Hangs   = "hangs"   // does not end before ctx does
)

// Browse is a whole program for $BROWSER: it does with an address what the kind
// says, and writes the page's text.
func (b Browser) Browse(ctx context.Context, kind, address string, out io.Writer) error {
	switch kind {
	case Follows:
		page, err := b.Visit(ctx, address)
		if err != nil {
			return err
		}
		if page.Status == 0 {
			page.Text = "not opened: " + page.URL
		}
		_, err = fmt.Fprintln(out, page.Text)
		return err
	case Nothing:
		return nil
	case Fails:
		return errors.New("there is no display")
	case Hangs:
		<-ctx.Done()
		return nil
	}
	return fmt.Errorf("a browser that %q is not known", kind)
}
