"""Asks DuckDB the question of chapter 10. Started by run.py, with the log and a file for the users."""

import json
import sys
import time

import duckdb

log, users_file = sys.argv[1:]
began = time.perf_counter()

db = duckdb.connect()
db.execute(
    """
    create temp table events as
    select "user", epoch("time")::bigint as time_s,
        case when page = 'checkout' then coalesce((value * 100)::bigint, 0) else 0 end as paid
    from read_csv(?, header = true, columns = {
        'user': 'uinteger', 'time': 'timestamptz', 'page': 'varchar', 'value': 'decimal(12, 2)'})
    """,
    [log],
)
db.execute(
    """
    create temp table users as
    with marked as (
        select "user", time_s, paid,
            case when time_s - lag(time_s) over (partition by "user" order by time_s) < 30 * 60
                then 0 else 1 end as is_new
        from events
    ), numbered as (
        -- By range, not by rows: events at one instant are in the same session.
        select "user", time_s, paid, sum(is_new) over (partition by "user" order by time_s) as session
        from marked
    ), sessions as (
        select "user", max(time_s) - min(time_s) as length, sum(paid) as paid
        from numbered group by "user", session
    )
    select "user", count(*) as sessions, sum(length)::bigint as length_s,
        count(*) filter (paid > 0) as conversions, sum(paid)::bigint as paid_cents
    from sessions group by "user" order by "user"
    """
)
hour, count = db.execute(
    "select (time_s // 3600) % 24 as hour, count(*) as n from events group by hour order by n desc, hour limit 1"
).fetchone()
top = db.execute('select "user" from users order by paid_cents desc, "user" limit 10').fetchall()

took = time.perf_counter() - began
db.execute(f"copy (select * from users order by \"user\") to '{users_file}' (header)")
print(json.dumps({"seconds": took, "hour": hour, "count": count, "top": [user for (user,) in top]}))
