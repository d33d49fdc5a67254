package awstest

import (
	"html"
	"net/http"
)

// page is an answer for people. form is HTML, "" for none.
func (c *call) page(status int, outcome, text, form string) answer {
	body := "<!DOCTYPE html>\n<html><head><title>awstest</title></head><body><p>" + html.EscapeString(text) + "</p>" + form + "</body></html>\n"
	return answer{status, c.header("text/html; charset=utf-8"), []byte(body), outcome}
}

// redirect sends the browser elsewhere.
func (c *call) redirect(address, outcome string) answer {
	a := c.page(http.StatusFound, outcome, "You are being sent on.", "")
	a.header.Set("Location", address)
	return a
}
