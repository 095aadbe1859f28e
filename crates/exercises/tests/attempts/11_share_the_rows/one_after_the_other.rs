use exercises::e11_share_the_rows::{Batch, Model, check, score};

fn score_all(models: &[Model], batches: &[Batch]) -> Vec<u64> {
    let score_all_batches = |model| batches.iter().map(|batch| score(model, batch)).sum();
    models.iter().map(score_all_batches).collect()
}

fn main() {
    check(score_all);
}
