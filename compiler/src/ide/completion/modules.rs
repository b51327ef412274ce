//! Modules and files behind `use`, and the names in its braces.

use crate::db::{Db, Program, SourceFile, StdLib};
use crate::hir::{Definition, declared_names, resolve};
use crate::ide::phrase::Want;

use super::candidates::declaration;
use super::{CompletionKind, Offers};

/// Offers the modules of the library.
pub(super) fn library(db: &dyn Db, offers: &mut Offers<'_>) {
    for module in StdLib::get(db).modules(db).keys() {
        let offer = offers.plain(format!("std.{module}"), CompletionKind::Module, 1);
        offers.push(offer);
    }
    let std = offers.plain("std", CompletionKind::Module, 2);
    offers.push(std);
}

/// Offers the files of the project, as this one writes their paths.
pub(super) fn files(db: &dyn Db, file: SourceFile, list: bool, offers: &mut Offers<'_>) {
    for (path, other) in Program::get(db).files(db) {
        let module = path.as_str().ends_with(".expol");
        if *other == file || module == list {
            continue;
        }
        let offer = offers.plain(relative(file.path(db).as_str(), path.as_str()), CompletionKind::File, 1);
        offers.push(offer);
    }
}

/// The path of a file as another one writes it.
pub(in crate::ide) fn relative(from: &str, to: &str) -> String {
    let folder: Vec<&str> =
        from.rsplit_once('/').map_or(Vec::new(), |(folder, _)| folder.split('/').collect());
    let target: Vec<&str> = to.split('/').collect();
    let same = folder.iter().zip(&target).take_while(|(a, b)| a == b).count().min(target.len() - 1);
    let up = std::iter::repeat_n("..", folder.len() - same);
    up.chain(target.get(same..).unwrap_or_default().iter().copied()).collect::<Vec<_>>().join("/")
}

/// Offers what a module offers.
pub(super) fn imports<'db>(db: &'db dyn Db, module: SourceFile, offers: &mut Offers<'db>) {
    for name in declared_names(db, module) {
        if let Some(Definition::Item(item)) = resolve(db, module, &name) {
            let offer = declaration(db, offers, &name, item, &Want::Import(module));
            offers.push_item(offer, item);
        }
    }
}
