from shared.directory.enums import RoleCode

# Wagtail groups carry the page permissions; who is in them follows the roles (`cms.pages.permissions`).
EDITORIAL_GROUPS = {
    RoleCode.EDITOR: "编辑",
    RoleCode.SECTION_HEAD: "处室负责人",
}
PAGE_PERMISSIONS = {
    RoleCode.EDITOR: ["add_page", "change_page"],
    RoleCode.SECTION_HEAD: ["change_page", "publish_page"],
}
COLLECTION_PERMISSIONS = {
    RoleCode.EDITOR: ["add", "change", "choose"],
    RoleCode.SECTION_HEAD: ["choose"],
}
REVIEW_NAME = "送审"
STOCK_GROUPS = ["Moderators", "Editors"]
STOCK_WORKFLOW = "Moderators approval"
