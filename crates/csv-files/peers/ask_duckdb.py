"""Asks DuckDB the question of chapter 09. Started by run.py, with the file."""

import json
import sys
import time

import duckdb

file = sys.argv[1]
began = time.perf_counter()

rows = duckdb.execute(
    """
    select region, count(*), sum(units)::bigint, sum(units * price)::varchar
    from read_csv(?, header = true, columns = {
        'order_id': 'bigint', 'date': 'date', 'region': 'varchar', 'product': 'varchar',
        'units': 'bigint', 'price': 'decimal(9, 2)'})
    group by region
    """,
    [file],
).fetchall()

took = time.perf_counter() - began
regions = {region: [count, units, round(float(revenue) * 100)] for region, count, units, revenue in rows}
print(json.dumps({"seconds": took, "regions": regions}))
