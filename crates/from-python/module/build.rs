//! On macOS the linker has to be told that Python is there when the module is loaded, and not before.

fn main() {
    #[cfg(feature = "module")]
    pyo3_build_config::add_extension_module_link_args();
}
