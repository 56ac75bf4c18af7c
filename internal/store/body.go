package store

import (
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"viva/internal/deck"
)

// bodyRow is a row of bodies: an item as dealt, in one of the forms
// of dictionary.go.
type bodyRow struct {
	AttemptID int64
	Position  int
	Form      int
	Body      []byte
}

// TableName tells GORM where the rows are.
func (bodyRow) TableName() string { return "bodies" }

// packBodies makes the rows of items that stand in an attempt from position
// from on.
func packBodies(from int, items []deck.Item) ([]bodyRow, error) {
	rows := make([]bodyRow, len(items))
	for i, it := range items {
		text, err := json.Marshal(storedItemOf(it))
		if err != nil {
			return nil, fmt.Errorf("store item %s: %w", it.ID, err)
		}
		rows[i] = bodyRow{Position: from + i, Form: compressed, Body: compress(text)}
	}
	return rows, nil
}

// item unpacks and reads the body.
func (r bodyRow) item() (deck.Item, error) {
	text, err := unpack(r.Form, r.Body)
	if err != nil {
		return deck.Item{}, err
	}
	return readItem(text)
}

// readItem reads the JSON of an item.
func readItem(text []byte) (deck.Item, error) {
	var it storedItem
	if err := json.Unmarshal(text, &it); err != nil {
		return deck.Item{}, err
	}
	return it.item(), nil
}

// loadItems reads the items of an attempt in their order.
func loadItems(tx *gorm.DB, attempt int64) ([]deck.Item, error) {
	var rows []bodyRow
	if err := tx.Where("attempt_id = ?", attempt).Order("position").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("load items of attempt %d: %w", attempt, err)
	}
	items := make([]deck.Item, len(rows))
	for i, row := range rows {
		var err error
		if items[i], err = row.item(); err != nil {
			return nil, fmt.Errorf("read item %d of attempt %d: %w", row.Position, attempt, err)
		}
	}
	return items, nil
}
