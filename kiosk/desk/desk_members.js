// Who acts for a group on the phone. The server sends plain words.
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, rows: Array, feeds: Object, words: Object },
  emits: ["link", "take", "address", "remove", "feeds"],
  template: `
    <section class="groups" aria-labelledby="members-heading">
      <h1 id="members-heading" ref="heading" tabindex="-1">{{ heading }}</h1>
      <p class="explain">{{ words.explain }}</p>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <table v-else role="table" aria-labelledby="members-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in rows" :key="row.uid" role="row" :data-uid="row.uid">
            <th scope="row" role="rowheader">{{ row.duty }}</th>
            <td role="cell"><span class="tag" :class="row.link_class">{{ row.link }}</span></td>
            <td role="cell">{{ row.used }}</td>
            <td role="cell">{{ row.mail }}</td>
            <td role="cell" class="acts">
              <button type="button" class="button" :aria-label="row.link_label" @click="tell('link', row.uid)">{{ words.link }}</button>
              <button v-if="row.has_link" type="button" class="button quiet" :aria-label="row.take_label" @click="tell('take', row.uid)">{{ words.take }}</button>
              <button type="button" class="button quiet" :aria-label="row.address_label" @click="tell('address', row.uid)">{{ words.address }}</button>
              <button type="button" class="button quiet" :aria-label="row.remove_label" @click="tell('remove', row.uid)">{{ words.remove }}</button>
            </td>
          </tr>
        </tbody>
      </table>
      <p v-if="feeds.words">{{ feeds.words }}
        <button type="button" class="button quiet" @click="tell('feeds', '')">{{ words.feeds }}</button></p>
    </section>`,
  methods: {
    tell(what, uid) {
      if (counts()) this.$emit(what, uid);
    },
  },
};
