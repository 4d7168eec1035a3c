//! Views, and copies that only move elements.

pub(crate) mod broadcast;
pub(crate) mod copies;
pub(crate) mod join;
pub(crate) mod metadata;
pub(crate) mod rearrange;
pub(crate) mod reshaping;
pub(crate) mod scatters;
pub(crate) mod split;
pub(crate) mod strided;
pub(crate) mod view_copies;
pub(crate) mod views;

crate::call::families! { copies, views, strided, join, split, reshaping, broadcast, view_copies, scatters, rearrange, metadata }
