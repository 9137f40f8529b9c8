package main

import "testing"

func TestEveryFactLeadsToAPage(t *testing.T) {
	c, err := measure()
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range c.Gaps {
		t.Errorf("%s: %s leads to no page; give it one, or name it with the reason in kb/facts/exceptions.tsv:\n%s", g.What, g.ID, g.Text)
	}
	for _, id := range c.Stale {
		t.Errorf("%s is recognised, or no fact: take it out of kb/facts/exceptions.tsv", id)
	}
}
