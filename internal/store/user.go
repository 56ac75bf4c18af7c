package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"viva/internal/users"
)

// Store keeps accounts for package users.
var _ users.Store = (*Store)(nil)

// userRow is a row of users.
type userRow struct {
	ID           int64
	Name         string
	NameKey      *string
	Email        string
	EmailKey     *string
	Role         string
	ShownAs      string
	ShownKey     string
	Listed       bool
	PasswordHash *string
	CreatedAt    int64
	NameSort     []byte // see users.SortKey
	NameSearch   string // see searched
	Zone         string
	Hidden       bool
	Disabled     bool
	EmailPending string
	Lang         string

	SecondFactorAt    *int64
	SecondFactorOffAt *int64
	SecondFactorAskAt *int64
	TotpSealed        *string
	TotpStep          int64
}

// TableName tells GORM where the rows are.
func (userRow) TableName() string { return "users" }

func newUserRow(a users.Account) userRow {
	return userRow{
		ID: int64(a.ID), Name: a.Name, NameKey: optional(a.NameKey),
		Email: a.Email, EmailKey: optional(a.EmailKey),
		Role: string(a.Role), ShownAs: a.ShownAs, ShownKey: a.ShownKey, Listed: a.Listed,
		PasswordHash: optional(a.PasswordHash), CreatedAt: a.CreatedAt.UnixMilli(), Zone: a.Zone, Hidden: a.Hidden, Disabled: a.Disabled,
		EmailPending: a.Pending, Lang: a.Lang,
		NameSort: users.SortKey(a.Name), NameSearch: searched(a.Name, a.ShownAs),
		SecondFactorAt: optionalMoment(a.SecondFactor), SecondFactorOffAt: optionalMoment(a.FactorOff),
		SecondFactorAskAt: optionalMoment(a.AskFactor), TotpSealed: optional(a.SealedSecret), TotpStep: a.LastStep,
	}
}

func (r userRow) user() users.User {
	return users.User{
		ID: users.ID(r.ID), Name: r.Name, Email: r.Email, Role: users.Role(r.Role),
		ShownAs: r.ShownAs, Listed: r.Listed, Hidden: r.Hidden, Disabled: r.Disabled,
		CreatedAt: moment(r.CreatedAt), Zone: r.Zone,
		Pending: r.EmailPending, Lang: r.Lang,
		SecondFactor: momentOf(r.SecondFactorAt), FactorOff: momentOf(r.SecondFactorOffAt),
	}
}

func (r userRow) account() users.Account {
	return users.Account{
		User: r.user(), ShownKey: r.ShownKey, NameKey: text(r.NameKey), EmailKey: text(r.EmailKey), PasswordHash: text(r.PasswordHash),
		AskFactor: momentOf(r.SecondFactorAskAt), SealedSecret: text(r.TotpSealed), LastStep: r.TotpStep,
	}
}

// searched is the text in which a name is searched: the names of the account
// and on scoreboards.
func searched(name, shown string) string {
	return users.SearchKey(name) + "\n" + users.SearchKey(shown)
}

// optional stores "" as NULL, which unique indexes allow many times.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// moment reads a stored time.
func moment(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// momentOf reads a moment that may be missing: NULL is the zero time.
func momentOf(ms *int64) time.Time {
	if ms == nil {
		return time.Time{}
	}
	return moment(*ms)
}

// optionalMoment stores a moment that may be missing: the zero time is NULL.
func optionalMoment(t time.Time) *int64 {
	if t.IsZero() {
		return nil
	}
	ms := t.UnixMilli()
	return &ms
}

// UpdateAccounts implements users.Store.
func (s *Store) UpdateAccounts(ctx context.Context, change func(users.Tx) error) error {
	return s.updateAccounts(ctx, change)
}

// Account implements users.Store.
func (s *Store) Account(ctx context.Context, id users.ID) (users.Account, error) {
	return account(s.read.WithContext(ctx), id)
}

// AccountByLogin implements users.Store.
func (s *Store) AccountByLogin(ctx context.Context, key users.LoginKey) (users.Account, error) {
	return accountByLogin(s.read.WithContext(ctx), key)
}

func accountByLogin(db *gorm.DB, key users.LoginKey) (users.Account, error) {
	switch {
	case key.Name != "":
		return oneAccount(db.Where("name_key = ?", key.Name))
	case key.Email != "":
		return oneAccount(db.Where("email_key = ?", key.Email))
	}
	return users.Account{}, users.ErrNoUser
}

// Users implements users.Store.
func (s *Store) Users(ctx context.Context, f users.Filter, after users.ID, limit int) ([]users.User, error) {
	q := s.read.WithContext(ctx).Where("id > ?", int64(after))
	if f.Role == "" {
		q = q.Where("role <> ?", string(users.Guest))
	} else {
		q = q.Where("role = ?", string(f.Role))
	}
	if f.Text != "" {
		// instr rather than LIKE: what is looked for is text, not a pattern.
		q = q.Where("instr(name_key, @text) > 0 OR instr(email_key, @text) > 0 OR instr(lower(email_pending), @text) > 0 OR instr(name_search, @bare) > 0",
			map[string]any{"text": f.Text, "bare": users.SearchKey(f.Text)})
	}
	var rows []userRow
	if err := q.Order("id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("select users: %w", err)
	}
	list := make([]users.User, len(rows))
	for i, r := range rows {
		list[i] = r.user()
	}
	return list, nil
}

func account(db *gorm.DB, id users.ID) (users.Account, error) {
	return oneAccount(db.Where("id = ?", int64(id)))
}

func oneAccount(q *gorm.DB) (users.Account, error) {
	var r userRow
	switch err := q.Take(&r).Error; {
	case errors.Is(err, gorm.ErrRecordNotFound):
		return users.Account{}, users.ErrNoUser
	case err != nil:
		return users.Account{}, fmt.Errorf("select a user: %w", err)
	}
	return r.account(), nil
}

// accounts is users.Tx: one write transaction.
type accounts struct {
	tx      *gorm.DB
	deleted *[]deletion // in it
}

func (a accounts) Account(id users.ID) (users.Account, error) { return account(a.tx, id) }

func (a accounts) CountAdmins() (int, error) {
	var n int64
	if err := a.tx.Model(&userRow{}).Where("role = ? AND disabled = 0", string(users.Admin)).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count administrators: %w", err)
	}
	return int(n), nil
}

func (a accounts) InsertAccount(acc *users.Account) error {
	if err := a.checkTaken(*acc); err != nil {
		return err
	}
	row := newUserRow(*acc)
	if err := a.tx.Create(&row).Error; err != nil {
		return fmt.Errorf("insert a user: %w", err)
	}
	acc.ID = users.ID(row.ID)
	return a.keepLooks(*acc)
}

func (a accounts) UpdateAccount(acc users.Account) error {
	if err := a.checkTaken(acc); err != nil {
		return err
	}
	row := newUserRow(acc)
	// Without Select, GORM would skip the columns that become zero.
	res := a.tx.Model(&userRow{}).Where("id = ?", row.ID).
		Select("name", "name_key", "email", "email_key", "role", "shown_as", "shown_key", "listed", "password_hash", "zone", "name_sort", "name_search", "hidden", "disabled",
			"email_pending", "lang",
			"second_factor_at", "second_factor_off_at", "second_factor_ask_at", "totp_sealed", "totp_step").
		Updates(row)
	if res.Error != nil {
		return fmt.Errorf("update a user: %w", res.Error)
	}
	if res.RowsAffected != 1 {
		return users.ErrNoUser
	}
	return a.keepLooks(acc)
}

// checkTaken returns the error of the field that another account has already; a
// violated index would not say which. No other transaction can write before
// this one, so the answer still holds at the write.
func (a accounts) checkTaken(acc users.Account) error {
	for _, unique := range []struct {
		where, value string
		taken        error
	}{
		{"name_key = ?", acc.NameKey, users.ErrNameTaken},
		{"email_key = ?", acc.EmailKey, users.ErrEmailTaken},
	} {
		if unique.value == "" {
			continue
		}
		switch other, err := oneAccount(a.tx.Where(unique.where, unique.value)); {
		case errors.Is(err, users.ErrNoUser):
		case err != nil:
			return err
		case other.ID != acc.ID:
			return unique.taken
		}
	}
	return a.checkLooks(acc)
}

// checkLooks returns the error of a name that reads like one of another account.
// A name that the account has already stays.
func (a accounts) checkLooks(acc users.Account) error {
	before, err := a.Account(acc.ID)
	if err != nil && (acc.ID != 0 || !errors.Is(err, users.ErrNoUser)) {
		return err
	}
	for _, name := range []struct{ text, before, field string }{
		{acc.Name, before.Name, "name"}, {acc.ShownAs, before.ShownAs, "shown_as"},
	} {
		if name.text == "" || name.text == before.Name || name.text == before.ShownAs {
			continue
		}
		var n int64
		err := a.tx.Model(&lookRow{}).Where("key IN ? AND user_id <> ?", users.Likeness(name.text), int64(acc.ID)).Count(&n).Error
		if err != nil {
			return fmt.Errorf("look for names that look alike: %w", err)
		}
		if n > 0 {
			return users.ErrAlike.At(name.field)
		}
	}
	return nil
}

// lookRow is a row of looks: a key by which names of accounts look alike.
type lookRow struct {
	Key    string
	UserID int64
}

// TableName tells GORM where the rows are.
func (lookRow) TableName() string { return "looks" }

// keepLooks stores what the names of an account look like.
func (a accounts) keepLooks(acc users.Account) error {
	if err := a.tx.Where("user_id = ?", int64(acc.ID)).Delete(&lookRow{}).Error; err != nil {
		return fmt.Errorf("delete looks: %w", err)
	}
	return addLooks(a.tx, int64(acc.ID), acc.Name, acc.ShownAs)
}

func addLooks(tx *gorm.DB, user int64, names ...string) error {
	for _, name := range names {
		for _, key := range users.Likeness(name) {
			if err := tx.Exec("INSERT INTO looks (key, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING", key, user).Error; err != nil {
				return fmt.Errorf("keep a look: %w", err)
			}
		}
	}
	return nil
}
