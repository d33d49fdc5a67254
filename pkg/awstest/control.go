package awstest

import (
	"encoding/json"
	"net/http"
	"time"
)

// control serves what a test in another process needs:
//
//	GET  /_awstest/log                        the request log as JSON
//	POST /_awstest/log                        forget it
//	GET  /_awstest/code?serial=S              an unused code (409 when all are spent)
//	GET  /_awstest/code?serial=S&current=1    the code the device shows now
//	POST /_awstest/misbehave?kind=K&action=A  a Fault; fields are parameters
//	POST /_awstest/behave                     no faults any more
//	POST /_awstest/offset?by=90s              the clock's offset
//	POST /_awstest/person?does=denies         the Person: also user, identity
//	POST /_awstest/device?user_code=C         AnswerDevice: also does
//
// It stands outside the log and is not reachable through the proxy.
func (s *Server) control(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	switch r.Method + " " + r.URL.Path {
	case "GET /_awstest/log":
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(s.Log())
	case "POST /_awstest/log":
		s.ClearLog()
	case "GET /_awstest/code":
		s.controlCode(w, r.Form.Get("serial"), r.Form.Get("current") != "")
	case "POST /_awstest/misbehave":
		f, err := parseFault(r.Form)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.Misbehave(f)
	case "POST /_awstest/behave":
		s.Behave()
	case "POST /_awstest/offset":
		d, err := time.ParseDuration(r.Form.Get("by"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		s.SetOffset(d)
	case "POST /_awstest/person":
		p := Person{User: r.Form.Get("user"), Identity: r.Form.Get("identity"), Does: Answer(r.Form.Get("does"))}
		s.Change(func(w *World) { w.Person = p })
	case "POST /_awstest/device":
		if err := s.AnswerDevice(r.Form.Get("user_code"), Answer(r.Form.Get("does"))); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
		}
	default:
		http.NotFound(w, r)
	}
}

func (s *Server) controlCode(w http.ResponseWriter, serial string, current bool) {
	code, err := s.Code(serial), error(nil)
	if code == "" {
		http.Error(w, "no such device", http.StatusNotFound)
		return
	}
	if !current {
		if code, err = s.NextCode(serial); err != nil {
			http.Error(w, err.Error(), http.StatusConflict)
			return
		}
	}
	_, _ = w.Write([]byte(code + "\n"))
}
