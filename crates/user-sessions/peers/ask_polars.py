"""Asks Polars the question of chapter 10. Started by run.py, with the log and a file for the users."""

import json
import sys
import time

import polars as pl

SILENCE_S = 30 * 60
# User and time in one number, user first: one column sorts faster than two.
USER = 1 << 33

log, users_file = sys.argv[1:]
began = time.perf_counter()

seconds = pl.col("time").str.to_datetime(time_unit="ms", time_zone="UTC").dt.epoch("s")
cents = (pl.col("value") * 100).round().cast(pl.Int64)
is_checkout = pl.col("page") == "checkout"
schema = {"user": pl.UInt32, "time": pl.String, "page": pl.String, "value": pl.Float64}
events = (
    pl.scan_csv(log, schema=schema)
    .select(
        (pl.col("user").cast(pl.Int64) * USER + seconds).alias("key"),
        pl.when(is_checkout).then(cents).otherwise(0).fill_null(0).alias("paid"),
    )
    .collect(engine="streaming")
)

hours = events.lazy().group_by(pl.col("key") % USER // 3600 % 24).len()
hours = hours.sort(["len", "key"], descending=[True, False])
user, at = pl.col("key") // USER, pl.col("key") % USER
# Another user, too, is far enough away to be a new session.
is_new = (pl.col("key").diff() >= SILENCE_S).fill_null(True)
sessions = (
    events.lazy()
    .sort("key")
    .select(user.alias("user"), at.alias("at"), "paid", is_new.cum_sum().alias("session"))
    .group_by("session")
    .agg(pl.col("user").first(), length=pl.col("at").max() - pl.col("at").min(), paid=pl.col("paid").sum())
)
users = (
    sessions.group_by("user")
    .agg(
        sessions=pl.len(),
        length_s=pl.col("length").sum(),
        conversions=(pl.col("paid") > 0).sum(),
        paid_cents=pl.col("paid").sum(),
    )
    .sort("user")
    .collect(engine="streaming")
)
hour, count = hours.head(1).collect(engine="streaming").row(0)
top = users.sort(["paid_cents", "user"], descending=[True, False]).head(10)["user"].to_list()

took = time.perf_counter() - began
users.write_csv(users_file)
print(json.dumps({"seconds": took, "hour": hour, "count": count, "top": top}))
