//! What a file is if it is not plain CSV in UTF-8: its first bytes tell, and it is unpacked where that
//! can be done.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};

use anyhow::{Context, Result, bail};
use encoding_rs::{DecoderResult, Encoding, UTF_8};
use flate2::read::MultiGzDecoder;
use tempfile::{NamedTempFile, TempPath};

/// What is said of text that cannot be read.
pub(crate) const NOT_UTF8: &str = "not UTF-8; if the file is Latin-1 or Windows-1252, there is --encoding latin-1";

const UTF_32: &str = "it is text in UTF-32; save it as UTF-8";

const GZIP: &[u8] = b"\x1F\x8B";

/// How files that are not CSV begin, what they are, and what can be done.
const KINDS: [(&[u8], &str); 9] = [
    (b"\xFF\xFE\0\0", UTF_32),
    (b"\0\0\xFE\xFF", UTF_32),
    (
        b"PK\x03\x04",
        "it is a ZIP archive or a workbook; unpack it first, or give its folder to --workbooks",
    ),
    (b"BZh", "it is compressed with bzip2; unpack it first (bunzip2)"),
    (b"\xFD7zXZ\0", "it is compressed with xz; unpack it first (unxz)"),
    (
        b"\x28\xB5\x2F\xFD",
        "it is compressed with Zstandard; unpack it first (unzstd)",
    ),
    (b"PAR1", "it is a Parquet file, not CSV"),
    (
        b"\xD0\xCF\x11\xE0",
        "it is an old workbook; give its folder to --workbooks",
    ),
    (b"%PDF", "it is a PDF, not CSV"),
];

/// The encoding with this name, as Python and the web call it: `latin-1`, `cp1252`, `utf-16`.
///
/// # Errors
/// When there is none.
pub fn encoding(name: &str) -> Result<&'static Encoding, String> {
    let without_dash = name.replace(['-', '_'], "");
    let known = [name, without_dash.as_str()];
    known.iter().find_map(|name| Encoding::for_label(name.as_bytes())).ok_or_else(|| {
        "it is not known; there are utf-8, utf-16, latin-1, windows-1250, shift_jis and others"
            .into()
    })
}

/// A file with the same text as plain UTF-8, where this one is compressed or encoded otherwise: only
/// plain text can be cut into pieces. `None` where it is plain.
///
/// # Errors
/// When it cannot be read, is damaged, or is not text at all.
pub(crate) fn unpack(
    path: &Path,
    encoding: &'static Encoding,
) -> Result<Option<TempPath>> {
    let is_compressed = first_bytes(File::open(path)?)?.starts_with(GZIP);
    let open = || -> io::Result<Box<dyn Read>> {
        let file = BufReader::new(File::open(path)?);
        Ok(if is_compressed {
            Box::new(MultiGzDecoder::new(file))
        } else {
            Box::new(file)
        })
    };
    let first = first_bytes(open()?).context(DAMAGED)?;
    if let Some((_, what)) =
        KINDS.iter().find(|(begin, _)| first.starts_with(begin))
    {
        bail!("{what}");
    }
    // Its own mark says more about a file than a flag.
    let encoding =
        Encoding::for_bom(&first).map_or(encoding, |(marked, _)| marked);
    if encoding == UTF_8 && first.contains(&0) {
        bail!(
            "it is UTF-16 without its mark, or no text at all; if it is UTF-16, there is --encoding utf-16"
        );
    }
    if encoding == UTF_8 && !is_compressed {
        return Ok(None);
    }
    let unpacked =
        NamedTempFile::new().context("could not make a temporary file")?;
    let mut out = BufWriter::new(unpacked);
    decode(open()?, encoding, &mut out)?;
    let unpacked = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(Some(unpacked.into_temp_path()))
}

const DAMAGED: &str = "it is damaged, or was cut off";

fn first_bytes(file: impl Read) -> io::Result<Vec<u8>> {
    let mut first = Vec::new();
    file.take(8).read_to_end(&mut first)?;
    Ok(first)
}

/// Writes text as UTF-8; what is UTF-8 already stays as it is.
fn decode(
    mut text: impl Read,
    encoding: &'static Encoding,
    out: &mut impl Write,
) -> Result<()> {
    if encoding == UTF_8 {
        io::copy(&mut text, out).context(DAMAGED)?;
        return Ok(());
    }
    let mut decoder = encoding.new_decoder_with_bom_removal();
    let (mut bytes, mut decoded) = (vec![0; 1 << 16], vec![0; 1 << 18]);
    loop {
        let read = text.read(&mut bytes).context(DAMAGED)?;
        let mut rest = &bytes[..read];
        loop {
            let (result, used, written) = decoder
                .decode_to_utf8_without_replacement(
                    rest,
                    &mut decoded,
                    read == 0,
                );
            out.write_all(&decoded[..written])
                .context("could not write a temporary file")?;
            rest = &rest[used..];
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    bail!("it is not {} throughout", encoding.name())
                }
            }
        }
        if read == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    fn unpacked(bytes: &[u8], named: &str) -> Result<Option<String>> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, bytes).unwrap();
        let unpacked = unpack(&file, encoding(named).unwrap())?;
        Ok(unpacked.map(|file| fs::read_to_string(file).unwrap()))
    }

    fn compressed(bytes: &[u8]) -> Vec<u8> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        gzip.write_all(bytes).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn plain_text_stays_and_all_else_is_unpacked() {
        assert_eq!(unpacked("Süd".as_bytes(), "utf-8").unwrap(), None);
        assert_eq!(
            unpacked("\u{FEFF}Süd".as_bytes(), "latin-1").unwrap(),
            None
        );
        let long = "Süd,1\n".repeat(100_000);
        assert_eq!(
            unpacked(&compressed(long.as_bytes()), "utf-8").unwrap().as_ref(),
            Some(&long)
        );
        // Some programs write several such files one after another.
        let twice = [compressed(b"a"), compressed(b"b")].concat();
        assert_eq!(unpacked(&twice, "utf-8").unwrap().unwrap(), "ab");
        let latin: Vec<u8> = long.chars().map(|char| char as u8).collect();
        assert_eq!(unpacked(&latin, "latin-1").unwrap().as_ref(), Some(&long));
        assert_eq!(
            unpacked(&compressed(&latin), "cp1252").unwrap().as_ref(),
            Some(&long)
        );
        let utf16: Vec<u8> =
            long.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xFF\xFE", &utf16[..]].concat();
        assert_eq!(unpacked(&marked, "utf-8").unwrap().as_ref(), Some(&long));
        assert_eq!(unpacked(&utf16, "utf-16").unwrap(), Some(long));
    }

    #[test]
    fn what_is_damaged_or_in_another_encoding_is_refused() {
        let gzip = compressed(&b"Nord,1\n".repeat(1000));
        for damaged in [&gzip[..gzip.len() - 5], &gzip[..12]] {
            let error = unpacked(damaged, "utf-8").unwrap_err().to_string();
            assert!(error.contains("damaged, or was cut off"), "{error}");
        }
        let error =
            unpacked(b"\xFF\xFEa\0\x00\xD8", "utf-8").unwrap_err().to_string();
        assert!(error.contains("not UTF-16LE throughout"), "{error}");
        assert!(
            unpacked(&compressed(b"PAR1"), "utf-8")
                .unwrap_err()
                .to_string()
                .contains("Parquet")
        );
        for marked in [b"\xFF\xFE\0\0a\0\0\0", b"\0\0\xFE\xFF\0\0\0a"] {
            assert!(
                unpacked(marked, "utf-8")
                    .unwrap_err()
                    .to_string()
                    .contains("UTF-32")
            );
        }
        assert!(encoding("klingon").is_err());
    }
}
