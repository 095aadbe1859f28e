use exercises::e09_piece_by_piece::{Sales, check, read};

fn total(sales: &Sales) -> u64 {
    sales.pieces.clone().map(|piece| read(sales, piece).sum()).sum()
}

fn main() {
    check(total);
}
