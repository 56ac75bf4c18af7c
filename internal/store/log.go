package store

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// slowQuery is the time from which a statement or write transaction is logged
// as slow.
const slowQuery = 500 * time.Millisecond

// slowWrites logs each transaction that kept all others from writing for long.
func slowWrites(log *slog.Logger) func(context.Context, time.Duration) {
	return func(ctx context.Context, lock time.Duration) {
		if lock >= slowQuery {
			log.WarnContext(ctx, "slow write", "took", lock)
		}
	}
}

// queryLog writes GORM's log to slog. It never writes a parameter: they hold
// answers, hashes, names and addresses.
type queryLog struct{ log *slog.Logger }

// LogMode returns the log unchanged; slog's handler decides what is shown.
func (q queryLog) LogMode(logger.LogLevel) logger.Interface { return q }

// Info writes GORM's own remarks.
func (q queryLog) Info(ctx context.Context, format string, _ ...any) {
	q.log.DebugContext(ctx, "gorm", "message", format)
}

// Warn writes GORM's own warnings.
func (q queryLog) Warn(ctx context.Context, format string, _ ...any) {
	q.log.WarnContext(ctx, "gorm", "message", format)
}

// Error writes GORM's own errors.
func (q queryLog) Error(ctx context.Context, format string, _ ...any) {
	q.log.ErrorContext(ctx, "gorm", "message", format)
}

// Trace logs statements that were slow. Those that failed are logged for
// debugging only, since whoever gets their error reports it.
func (q queryLog) Trace(ctx context.Context, begin time.Time, query func() (string, int64), err error) {
	took := time.Since(begin)
	level, what := slog.LevelDebug, "query failed"
	switch {
	case took >= slowQuery:
		level, what = slog.LevelWarn, "slow query"
	case err == nil || errors.Is(err, gorm.ErrRecordNotFound):
		return
	}
	if !q.log.Enabled(ctx, level) {
		return
	}
	text, rows := query()
	q.log.Log(ctx, level, what, "sql", text, "rows", rows, "took", took, "error", fmt.Sprint(err))
}

// ParamsFilter keeps GORM from writing values into the statements that it logs.
func (q queryLog) ParamsFilter(_ context.Context, sql string, _ ...any) (string, []any) {
	return sql, nil
}
