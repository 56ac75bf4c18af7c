package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Privacy is what whoever runs a site says beside what Viva itself says of what
// it keeps.
type Privacy struct {
	Words     string // paragraphs, parted by empty lines; "" for none
	Contact   string // whom to ask, "" for nobody
	GuestDays int    // after how many days guests go, 0 for never
}

type privacyPage struct {
	base
	Privacy
}

func (s *Site) showPrivacy(c *fiber.Ctx) error {
	return s.render(c, "privacy", privacyPage{s.base(c, "privacy_title"), s.cfg.Privacy})
}

// Paragraphs are those of the words of whoever runs the site.
func (p Privacy) Paragraphs() []string {
	var all []string
	for part := range strings.SplitSeq(strings.ReplaceAll(p.Words, "\r\n", "\n"), "\n\n") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}
