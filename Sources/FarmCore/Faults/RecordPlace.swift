/// Where a record of a model stands in bytes that are written.
struct RecordPlace: Hashable {
    /// Its place in the model's telegrams, all counted through.
    var index: Int
    /// Its data, without DIB and VIB.
    var data: Range<Int>
}
